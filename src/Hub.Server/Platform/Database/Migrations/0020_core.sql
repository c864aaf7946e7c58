CREATE SCHEMA integrations;

CREATE TABLE integrations.brand (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    name text NOT NULL
);
INSERT INTO integrations.brand (id, key, name) VALUES (gen_random_uuid(), 'main', 'Main');

CREATE TABLE integrations.channel_account (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    channel text NOT NULL,
    name text NOT NULL,
    brand_id uuid NOT NULL REFERENCES integrations.brand,
    team_id uuid,
    settings jsonb NOT NULL DEFAULT '{}',
    secrets bytea NOT NULL,           -- one JSON object, encrypted; the row id is associated data
    secret_names text[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE SCHEMA customers;

CREATE TABLE customers.customer (
    id uuid PRIMARY KEY,
    name text,
    kana text,
    company text,
    notes text,
    tags text[] NOT NULL DEFAULT '{}',
    language text,
    name_edited boolean NOT NULL DEFAULT false, -- a person wrote the name: profiles no longer change it
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX customer_name ON customers.customer (lower(name));

CREATE TABLE customers.identity (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers.customer DEFERRABLE INITIALLY DEFERRED,
    account_id uuid NOT NULL,
    external_id text NOT NULL,
    display_name text,
    picture_url text,
    picture_key text,
    verified boolean NOT NULL DEFAULT false,
    reachable boolean NOT NULL DEFAULT true,
    reachable_code text,
    profile_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (account_id, external_id)
);
CREATE INDEX identity_customer ON customers.identity (customer_id);

CREATE SCHEMA conversations;

-- Raw inbound bodies, stored before the provider gets its 2xx. Dropped by partition after 30 days.
CREATE TABLE conversations.delivery (
    id bigint GENERATED ALWAYS AS IDENTITY,
    received_on date NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')::date,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id uuid NOT NULL,
    key text,
    body bytea NOT NULL
) PARTITION BY RANGE (received_on);
CREATE UNIQUE INDEX delivery_key ON conversations.delivery (account_id, key, received_on);
CREATE INDEX delivery_id ON conversations.delivery USING brin (id); -- ids grow with time; looked up by recovery only

-- Deliveries not yet settled, and the node that has them in hand. Narrow, so that settling one does not rewrite its body.
CREATE TABLE conversations.open_delivery (
    id bigint PRIMARY KEY,
    received_on date NOT NULL,
    node_id uuid NOT NULL
);

-- Every provider id ever seen, kept for good: the same event can never become two messages.
CREATE TABLE conversations.message_key (
    account_id uuid NOT NULL,
    provider_id text NOT NULL,
    conversation_id uuid,
    number int,
    PRIMARY KEY (account_id, provider_id)
);

CREATE SEQUENCE conversations.conversation_number;

CREATE TABLE conversations.conversation (
    id uuid PRIMARY KEY,
    number bigint NOT NULL UNIQUE DEFAULT nextval('conversations.conversation_number'),
    account_id uuid NOT NULL,
    channel text NOT NULL,
    brand_id uuid NOT NULL,
    identity_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX conversation_identity ON conversations.conversation (identity_id, id);
CREATE INDEX conversation_customer ON conversations.conversation (customer_id, id DESC);

-- The part of a conversation that changes with every message. Locked by whoever appends.
CREATE TABLE conversations.conversation_head (
    conversation_id uuid PRIMARY KEY REFERENCES conversations.conversation,
    identity_id uuid NOT NULL,
    status smallint NOT NULL,         -- 0 open, 1 snoozed, 2 resolved
    owner_id uuid,
    team_id uuid,
    version int NOT NULL,
    last_number int NOT NULL,
    last_activity_at timestamptz NOT NULL,
    waiting_since timestamptz,
    unread int NOT NULL,
    attention int NOT NULL DEFAULT 0, -- failed or unknown sends nobody has settled
    snoozed_until timestamptz,
    tags text[] NOT NULL DEFAULT '{}',
    preview_number int,
    preview_kind smallint,
    preview_sender smallint,
    preview_type text,
    preview text,
    preview_at timestamptz,
    reply_handle text,
    reply_handle_at timestamptz
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX head_one_open ON conversations.conversation_head (identity_id) WHERE status <> 2;
CREATE INDEX head_open ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status = 0;
CREATE INDEX head_unassigned ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status = 0 AND owner_id IS NULL;
CREATE INDEX head_owner ON conversations.conversation_head (owner_id, last_activity_at DESC, conversation_id DESC) WHERE status = 0 AND owner_id IS NOT NULL;
CREATE INDEX head_snoozed ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status = 1;
CREATE INDEX head_resolved ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status = 2;
CREATE INDEX head_wake ON conversations.conversation_head (snoozed_until) WHERE status = 1;

CREATE TABLE conversations.message (
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    id uuid,                          -- made by the sender, for what agents and visitors write
    kind smallint NOT NULL,           -- 0 inbound, 1 outbound, 2 note, 3 activity
    sender_type smallint NOT NULL,    -- 0 customer, 1 agent, 2 bot, 3 system
    sender_id uuid,
    at timestamptz NOT NULL,
    provider_at timestamptz,
    content jsonb NOT NULL,
    state smallint,                   -- outbound: 0 queued, 1 sending, 2 accepted, 3 delivered, 4 read, 5 failed, 6 unknown
    state_code text,
    state_at timestamptz,
    unsent boolean NOT NULL DEFAULT false,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (conversation_id, number)
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX message_id ON conversations.message (conversation_id, id) WHERE id IS NOT NULL;

-- Messages on their way out; the row goes when the outcome is final.
CREATE TABLE conversations.send (
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    account_id uuid NOT NULL,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts int NOT NULL DEFAULT 0,
    retry_key uuid NOT NULL,
    use_reply_handle boolean,
    idempotent boolean,
    reply_handle text,
    node_id uuid,
    lease_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    code text,
    PRIMARY KEY (conversation_id, number)
);
CREATE INDEX send_due ON conversations.send (due_at);

CREATE TABLE conversations.attachment (
    id uuid PRIMARY KEY,
    conversation_id uuid,
    number int,
    position int NOT NULL DEFAULT 0,
    account_id uuid,
    kind text NOT NULL,
    file_name text,
    content_type text,
    size bigint,
    state smallint NOT NULL,          -- 0 pending, 1 stored, 2 failed, 3 gone
    reference text,
    storage_key text,
    error text,
    uploaded_by uuid,                 -- agent or identity that may attach it
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX attachment_message ON conversations.attachment (conversation_id, number, position);

CREATE TABLE conversations.draft (
    conversation_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    kind smallint NOT NULL,           -- 0 reply, 1 note
    text text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation_id, agent_id, kind)
);

-- A browser that has opened the chat. The token itself is never stored.
CREATE TABLE conversations.visitor (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    external_id text NOT NULL,
    name text,                        -- as the site vouches for it
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
