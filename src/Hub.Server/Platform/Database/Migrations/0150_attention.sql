-- Sends that failed, or of which nobody knows whether they arrived, until a person has settled them. conversation_head.attention counts them.
CREATE TABLE conversations.unsettled_send (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (conversation_id, number)
);
CREATE INDEX unsettled_send_at ON conversations.unsettled_send (at DESC, id DESC);
INSERT INTO conversations.unsettled_send (conversation_id, number, at)
SELECT m.conversation_id, m.number, COALESCE(m.state_at, m.at) FROM conversations.conversation_head h
JOIN conversations.message m ON m.conversation_id = h.conversation_id AND m.kind = 1 AND m.state IN (5, 6) WHERE h.attention > 0;
UPDATE conversations.conversation_head h SET attention = (SELECT count(*) FROM conversations.unsettled_send u WHERE u.conversation_id = h.conversation_id) WHERE h.attention > 0;
