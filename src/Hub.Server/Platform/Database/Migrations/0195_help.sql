-- A colleague asks for help: who, and since when. Empty when nobody does, or when somebody has come.
ALTER TABLE conversations.conversation_head
    ADD COLUMN help_by uuid,
    ADD COLUMN help_at timestamptz,
    ADD CHECK ((help_by IS NULL) = (help_at IS NULL));
CREATE INDEX head_help ON conversations.conversation_head (help_at) WHERE help_at IS NOT NULL;

-- Quiet hours let a call for help through, unless its receiver wants quiet from that too.
ALTER TABLE conversations.notification_settings ADD COLUMN quiet_help boolean NOT NULL DEFAULT false;

UPDATE identity.role SET permissions = array_append(permissions, 'conversations.help') WHERE key IN ('admin', 'supervisor');
