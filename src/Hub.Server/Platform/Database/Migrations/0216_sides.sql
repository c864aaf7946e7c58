-- What was asked of others about a customer's conversation: a conversation of its own, with them.
ALTER TABLE conversations.conversation ADD COLUMN side_of uuid;
CREATE INDEX conversation_side ON conversations.conversation (side_of) WHERE side_of IS NOT NULL;
