-- Telephone calls as a telephone system reports them. Reports may come repeated and in any order; the row is what they say together.
CREATE TABLE conversations.call (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    call_key text NOT NULL,           -- the telephone system's own id
    team_id uuid,
    outbound boolean NOT NULL,
    number text,                      -- of the customer, E.164; null when withheld or not to be understood
    number_shown text,                -- as reported
    line text,                        -- our own number, as reported
    agent_id uuid,                    -- at whose telephone it rings or was answered
    customer_id uuid,
    conversation_id uuid,
    message_number int,               -- its entry in the conversation
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    missed boolean NOT NULL DEFAULT false,
    duration_seconds int,
    recording_url text,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT call_once UNIQUE (account_id, call_key)
);
CREATE INDEX call_running ON conversations.call (started_at) WHERE ended_at IS NULL;
CREATE INDEX call_customer ON conversations.call (customer_id, started_at DESC);

-- Whose telephone is whose, where a telephone system names extensions.
CREATE TABLE conversations.extension (
    extension text PRIMARY KEY,
    agent_id uuid NOT NULL UNIQUE
);
