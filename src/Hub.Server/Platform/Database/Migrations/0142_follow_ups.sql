-- What somebody promised to do later in a conversation. Owned by a person, or by whoever sees the conversation when it has come back to the team.
CREATE TABLE conversations.follow_up (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations.conversation,
    owner_id uuid,
    due_at timestamptz NOT NULL,
    text text NOT NULL,               -- empty: call back
    created_by uuid,                  -- null: the hub itself, after a missed call
    created_at timestamptz NOT NULL,
    rang_at timestamptz,
    returned_at timestamptz,          -- came back to the team because its owner was away
    done_at timestamptz,
    done_by uuid,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX follow_up_due ON conversations.follow_up (due_at) WHERE done_at IS NULL AND (rang_at IS NULL OR owner_id IS NOT NULL);
CREATE INDEX follow_up_open ON conversations.follow_up (due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_up_owner ON conversations.follow_up (owner_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_up_conversation ON conversations.follow_up (conversation_id, due_at);
