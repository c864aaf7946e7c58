-- A telephone call, a letter, a visit: a conversation that nobody can be answered on. It has no identity, and no channel account unless a telephone system reported it.
ALTER TABLE conversations.conversation ALTER COLUMN account_id DROP NOT NULL, ALTER COLUMN identity_id DROP NOT NULL;
ALTER TABLE conversations.conversation_head ALTER COLUMN identity_id DROP NOT NULL;
