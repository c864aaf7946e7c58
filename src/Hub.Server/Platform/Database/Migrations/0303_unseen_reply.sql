-- Chats in which an answer waits to be seen, and when it goes on as mail.
CREATE TABLE conversations.unseen_reply (
    conversation_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL
);
CREATE INDEX unseen_reply_due ON conversations.unseen_reply (due_at);
