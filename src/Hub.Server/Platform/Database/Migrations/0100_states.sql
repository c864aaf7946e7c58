-- Statuses: 0 open, 1 snoozed, 2 resolved, 3 waiting for the customer, 4 waiting for others, 5 spam. Firms name their own states inside them.
ALTER TABLE conversations.conversation_head RENAME COLUMN snoozed_until TO due_at; -- when it comes back by itself: snoozed, or waiting with a date
ALTER TABLE conversations.conversation_head
    ADD COLUMN state_id uuid,
    ADD COLUMN resolved_at timestamptz,        -- the last time
    ADD COLUMN resolved_state_id uuid,
    ADD COLUMN reopened_at timestamptz,        -- by the customer, and nobody has done anything since: "only thanks" can still undo it
    ADD COLUMN reopens int NOT NULL DEFAULT 0; -- by the customer; one that only said thanks is not counted
UPDATE conversations.conversation_head SET resolved_at = last_activity_at WHERE status = 2;

DROP INDEX conversations.head_one_open;
CREATE UNIQUE INDEX head_one_open ON conversations.conversation_head (identity_id) WHERE status NOT IN (2, 5);
DROP INDEX conversations.head_wake;
CREATE INDEX head_due ON conversations.conversation_head (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX head_waiting ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status IN (3, 4);
CREATE INDEX head_spam ON conversations.conversation_head (last_activity_at DESC, conversation_id DESC) WHERE status = 5;

-- What rarely changes stays out of the head. previous_id: the conversation this one goes on from, resolved too long before to be reopened.
ALTER TABLE conversations.conversation
    ADD COLUMN previous_id uuid,
    ADD COLUMN reason_id uuid,
    ADD COLUMN result_id uuid,
    ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
CREATE INDEX conversation_previous ON conversations.conversation (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX conversation_reason ON conversations.conversation (reason_id) WHERE reason_id IS NOT NULL;

-- Words a firm chooses itself: states (of the whole hub, each inside a status), contact reasons (a tree per brand, three levels), results (per brand).
-- A word that is in use is never deleted, only switched off.
CREATE TABLE conversations.term (
    id uuid PRIMARY KEY,
    kind smallint NOT NULL,           -- 0 state, 1 reason, 2 result
    brand_id uuid,
    parent_id uuid,
    status smallint,                  -- of a state: the status it is inside
    name_ja text NOT NULL,
    name_en text NOT NULL,
    position int NOT NULL,
    active boolean NOT NULL DEFAULT true,
    CHECK ((kind = 0) = (status IS NOT NULL)),
    CHECK ((kind = 0) = (brand_id IS NULL)),
    CHECK (parent_id IS NULL OR kind = 1)
);
CREATE INDEX term_kind ON conversations.term (kind, brand_id, position);

-- Custom fields of conversations. brand_id null: for every brand. options: of a choice, [{"key","nameJa","nameEn"}].
CREATE TABLE conversations.field (
    id uuid PRIMARY KEY,
    key text NOT NULL CONSTRAINT field_key UNIQUE,
    brand_id uuid,
    kind smallint NOT NULL,           -- 0 text, 1 number, 2 date, 3 yes or no, 4 one choice, 5 several choices
    name_ja text NOT NULL,
    name_en text NOT NULL,
    options jsonb NOT NULL DEFAULT '[]',
    required boolean NOT NULL DEFAULT false, -- before a conversation may be resolved
    position int NOT NULL,
    active boolean NOT NULL DEFAULT true
);

-- Which reason or result an agent chose last: offered first.
CREATE TABLE conversations.term_use (
    agent_id uuid NOT NULL,
    term_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agent_id, term_id)
);

ALTER TABLE integrations.brand
    ADD COLUMN require_reason boolean NOT NULL DEFAULT false,
    ADD COLUMN require_result boolean NOT NULL DEFAULT false,
    ADD COLUMN signature_ja text NOT NULL DEFAULT '',
    ADD COLUMN signature_en text NOT NULL DEFAULT '',
    ADD COLUMN active boolean NOT NULL DEFAULT true;

-- How long after it was resolved a conversation is reopened by its customer's next message; later a new one begins.
ALTER TABLE integrations.channel_account ADD COLUMN reopen_days int NOT NULL DEFAULT 7 CHECK (reopen_days BETWEEN 0 AND 365);
