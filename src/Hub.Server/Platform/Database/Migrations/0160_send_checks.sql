-- Whose name, address or file is this? Asked before a message leaves.
CREATE INDEX customer_name_key ON customers.customer (lower(translate(name, ' 　・', '')));
CREATE INDEX identity_external ON customers.identity (external_id);
ALTER TABLE conversations.attachment ADD COLUMN sha256 bytea;
CREATE INDEX attachment_sha256 ON conversations.attachment (sha256) WHERE sha256 IS NOT NULL;
