-- A hub that came out of a backup sends nothing until a person has confirmed: the hub it was taken from may have sent the same since.
CREATE TABLE platform.restore (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    backup_at timestamptz NOT NULL,
    restored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz,
    confirmed_by uuid
);
CREATE INDEX restore_open ON platform.restore (restored_at) WHERE confirmed_at IS NULL;

-- Waited to be sent when the backup was made. Never sent by itself.
ALTER TABLE conversations.send ADD COLUMN restored boolean NOT NULL DEFAULT false;
