-- Nobody has a password before their invitation was followed.
ALTER TABLE identity.agent ALTER COLUMN password_hash DROP NOT NULL;

-- Six-digit codes (RFC 6238). The secret is sealed; totp_pending waits for its first right code. A step is good once.
ALTER TABLE identity.agent
    ADD COLUMN totp_secret bytea,
    ADD COLUMN totp_pending bytea,
    ADD COLUMN totp_step bigint NOT NULL DEFAULT 0,
    ADD COLUMN code_failures int NOT NULL DEFAULT 0,
    ADD COLUMN code_failed_at timestamptz;
ALTER TABLE identity.role ADD COLUMN require_code boolean NOT NULL DEFAULT false;
CREATE TABLE identity.recovery_code (
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (agent_id, code_hash)
);

-- Invitations and password resets: the link carries a random token, here is its hash. One is good at a time.
CREATE TABLE identity.access_link (
    id uuid PRIMARY KEY,
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('invite', 'reset')),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE UNIQUE INDEX access_link_one ON identity.access_link (agent_id) WHERE used_at IS NULL;

-- Where a session began, for its owner to recognise.
ALTER TABLE identity.session ADD COLUMN address text, ADD COLUMN browser text;

-- How people sign in, for the whole hub.
CREATE TABLE identity.security (
    id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    idle_minutes int NOT NULL DEFAULT 720 CHECK (idle_minutes BETWEEN 5 AND 720),
    allowed text[] NOT NULL DEFAULT '{}'
);
INSERT INTO identity.security DEFAULT VALUES;
