-- What was done to many conversations at once, and how each was before: undone per conversation, as long as nobody has changed the same thing since. Kept for a day.
CREATE TABLE conversations.bulk_action (
    id uuid PRIMARY KEY,
    agent_id uuid NOT NULL,
    kind smallint NOT NULL,           -- 0 assign, 1 status, 2 tags, 3 spam, 4 read
    at timestamptz NOT NULL,
    undone_at timestamptz
);
CREATE INDEX bulk_action_at ON conversations.bulk_action (at);

CREATE TABLE conversations.bulk_item (
    action_id uuid NOT NULL REFERENCES conversations.bulk_action ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    PRIMARY KEY (action_id, conversation_id)
);
