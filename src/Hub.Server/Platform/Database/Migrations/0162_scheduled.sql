-- Replies to be sent later. They become messages, with the next number, when their time has come.
CREATE TABLE conversations.scheduled_reply (
    id uuid PRIMARY KEY,              -- becomes the message's id
    conversation_id uuid NOT NULL,
    author_id uuid NOT NULL,
    text text,
    attachment_ids uuid[] NOT NULL,
    send_at timestamptz NOT NULL,
    confirmed text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX scheduled_reply_conversation ON conversations.scheduled_reply (conversation_id, send_at);
CREATE INDEX scheduled_reply_due ON conversations.scheduled_reply (send_at);
ALTER TABLE conversations.conversation_head ADD COLUMN scheduled int NOT NULL DEFAULT 0;

-- Waits before its first attempt so that its author can take it back.
ALTER TABLE conversations.send ADD COLUMN held boolean NOT NULL DEFAULT false;
