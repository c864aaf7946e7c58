-- What somebody is told personally. Written in the transaction of what happened; key makes it one however often that is repeated.
CREATE TABLE conversations.notification (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id uuid NOT NULL,
    kind text NOT NULL,               -- assignment, mention, failed_send, follow_up, help
    key text NOT NULL,
    conversation_id uuid,
    number int,                       -- the message it is about
    by_id uuid,                       -- who did it; null: the hub or a customer
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_at timestamptz,
    UNIQUE (agent_id, key)
);
CREATE INDEX notification_agent ON conversations.notification (agent_id, at DESC, id DESC);
CREATE INDEX notification_unread ON conversations.notification (agent_id) WHERE read_at IS NULL;
CREATE INDEX notification_at ON conversations.notification (at);

-- How somebody wants to be told. No row: everything on, with sound, nothing quiet.
CREATE TABLE conversations.notification_settings (
    agent_id uuid PRIMARY KEY,
    switched_off text[] NOT NULL DEFAULT '{}', -- kinds
    sound boolean NOT NULL DEFAULT true,
    desktop boolean NOT NULL DEFAULT true,
    previews boolean NOT NULL DEFAULT false,   -- names and words of customers outside of the desk's own window
    quiet boolean NOT NULL DEFAULT false,
    quiet_from time NOT NULL DEFAULT '20:00',
    quiet_to time NOT NULL DEFAULT '08:00',
    quiet_days smallint[] NOT NULL DEFAULT '{0,1,2,3,4,5,6}', -- 0 Sunday; the day on which the quiet time begins
    time_zone text NOT NULL DEFAULT 'Asia/Tokyo'
);
