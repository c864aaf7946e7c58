-- Webhooks on their way to a second consumer, byte for byte, until it has taken them.
CREATE TABLE conversations.forward (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL,
    body bytea NOT NULL,
    headers jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX forward_order ON conversations.forward (account_id, id);

-- How that goes, told in the settings.
CREATE TABLE conversations.forward_health (
    account_id uuid PRIMARY KEY,
    succeeded_at timestamptz,
    failing_since timestamptz,
    error text,
    given_up bigint NOT NULL DEFAULT 0
);
