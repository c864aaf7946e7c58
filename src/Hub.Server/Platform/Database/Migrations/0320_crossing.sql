-- A conversation begins on one address of a customer, its home. A message that goes out or comes in on another address of theirs says which.
ALTER TABLE conversations.message ADD COLUMN via uuid;
ALTER TABLE conversations.conversation ADD COLUMN crossed boolean NOT NULL DEFAULT false;  -- other addresses take part or have done so

-- Addresses that take part in a conversation whose home is another. What comes from them goes there, as long as they have not left.
CREATE TABLE conversations.joined_identity (
    conversation_id uuid NOT NULL,
    identity_id uuid NOT NULL,
    threaded boolean NOT NULL,        -- of a channel whose people have several conversations: each message says itself which it answers
    joined_at timestamptz NOT NULL,
    ended_at timestamptz,
    place bigint NOT NULL DEFAULT nextval('conversations.conversation_number'), -- where a visitor sees these messages among all of theirs
    reply_handle text,
    reply_handle_at timestamptz,
    PRIMARY KEY (conversation_id, identity_id)
);
CREATE UNIQUE INDEX joined_once ON conversations.joined_identity (identity_id) WHERE ended_at IS NULL AND NOT threaded;
CREATE INDEX joined_identity_of ON conversations.joined_identity (identity_id);

-- The one open conversation of an address, as its home or because it has joined. Rows come when a conversation opens and go when it closes.
CREATE TABLE conversations.open_identity (
    identity_id uuid CONSTRAINT open_identity_once PRIMARY KEY,
    conversation_id uuid NOT NULL
);
CREATE INDEX open_identity_conversation ON conversations.open_identity (conversation_id);
INSERT INTO conversations.open_identity (identity_id, conversation_id)
    SELECT identity_id, conversation_id FROM conversations.conversation_head WHERE identity_id IS NOT NULL AND status NOT IN (2, 5) AND NOT threaded;

-- By which address a reply that waits is to go.
ALTER TABLE conversations.scheduled_reply ADD COLUMN via uuid;
