-- Files that no message has taken yet: visitors may have so many waiting, and what waits too long is deleted.
ALTER TABLE conversations.attachment ADD COLUMN sent_at timestamptz; -- an upload that a message names which is still on its way
CREATE INDEX attachment_waiting ON conversations.attachment (account_id, uploaded_by) WHERE conversation_id IS NULL;
