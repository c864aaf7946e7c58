CREATE SCHEMA identity;

-- Named permission sets. Rank is not a number: whoever holds all permissions of a role may give it.
CREATE TABLE identity.role (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    name text NOT NULL,
    permissions text[] NOT NULL
);
INSERT INTO identity.role (id, key, name, permissions) VALUES
    ('0190a000-0000-7000-8000-000000000001', 'admin', 'Admin', ARRAY[
        'conversations.see_all', 'conversations.see_unassigned', 'conversations.reply', 'conversations.assign', 'conversations.resolve',
        'customers.edit', 'parked.manage', 'accounts.manage', 'people.manage']),
    ('0190a000-0000-7000-8000-000000000002', 'supervisor', 'Supervisor', ARRAY[
        'conversations.see_all', 'conversations.see_unassigned', 'conversations.reply', 'conversations.assign', 'conversations.resolve',
        'customers.edit']),
    ('0190a000-0000-7000-8000-000000000003', 'agent', 'Agent', ARRAY[
        'conversations.see_unassigned', 'conversations.reply', 'conversations.assign', 'conversations.resolve', 'customers.edit']);

-- email_key is the folded e-mail address: folding in the server does not depend on the database's locale.
CREATE TABLE identity.agent (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL CONSTRAINT agent_email_key UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    role_id uuid NOT NULL REFERENCES identity.role,
    active boolean NOT NULL DEFAULT true,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    access_version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);

CREATE TABLE identity.team (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT team_name UNIQUE,
    access_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE identity.team_member (
    team_id uuid NOT NULL REFERENCES identity.team ON DELETE CASCADE,
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX team_member_agent ON identity.team_member (agent_id);

-- A browser that is signed in. Only the hash of its cookie is kept.
CREATE TABLE identity.session (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_agent ON identity.session (agent_id);

CREATE TABLE identity.api_token (
    id uuid PRIMARY KEY,
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    name text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_token_agent ON identity.api_token (agent_id);

-- Sign-ins under way or failed, kept for an hour. The account is the hash of what was typed, which may be a mistyped password.
CREATE TABLE identity.sign_in_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bytea NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempt_account ON identity.sign_in_attempt (account, at);
CREATE INDEX sign_in_attempt_address ON identity.sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_at ON identity.sign_in_attempt (at);
