-- Letters: the raw body is the message itself. It lies in a file, named by the delivery and kept as long as the message it became.
ALTER TABLE conversations.delivery ADD COLUMN storage_key text;
CREATE TABLE conversations.raw_body (
    storage_key text PRIMARY KEY,
    account_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    conversation_id uuid,             -- null: it became no message; the file goes with the deliveries, after 30 days
    number int,
    sealed boolean NOT NULL DEFAULT false -- holds numbers that are masked in the message, so it is sealed by the master key
);
CREATE INDEX raw_body_message ON conversations.raw_body (conversation_id, number) WHERE conversation_id IS NOT NULL;
CREATE INDEX raw_body_free ON conversations.raw_body (received_at) WHERE conversation_id IS NULL;

-- Channels whose people have several conversations at a time: a message goes into the one it answers.
ALTER TABLE conversations.conversation_head ADD COLUMN threaded boolean NOT NULL DEFAULT false;
DROP INDEX conversations.head_one_open;
CREATE UNIQUE INDEX head_one_open ON conversations.conversation_head (identity_id) WHERE status NOT IN (2, 5) AND NOT threaded;

-- suggested_id: it may belong to that one, by a sign anybody could have made; a person decides. merged_into: it goes on there.
ALTER TABLE conversations.conversation
    ADD COLUMN subject text,
    ADD COLUMN suggested_id uuid,
    ADD COLUMN suggested_by text,
    ADD COLUMN merged_into uuid,
    ADD COLUMN merged_at timestamptz,
    ADD COLUMN merged_before jsonb,           -- what undoing restores
    ADD COLUMN split_from uuid;
CREATE INDEX conversation_suggested ON conversations.conversation (suggested_id) WHERE suggested_id IS NOT NULL;
CREATE INDEX conversation_merged ON conversations.conversation (merged_into) WHERE merged_into IS NOT NULL;

-- Who has taken part in a conversation: from whom letters came and to whom they went, without our own addresses.
CREATE TABLE conversations.participant (
    conversation_id uuid NOT NULL,
    address text NOT NULL,
    name text,
    first_number int NOT NULL,
    PRIMARY KEY (conversation_id, address)
);

-- Whom a reply that waits for its time goes to, and its subject.
ALTER TABLE conversations.scheduled_reply ADD COLUMN letter jsonb;

-- How a file is named inside the message that shows it.
ALTER TABLE conversations.attachment ADD COLUMN inline_id text;
