-- Whom an unsent reply goes to and its subject, as far as its author has changed them.
ALTER TABLE conversations.draft ADD COLUMN letter jsonb;
