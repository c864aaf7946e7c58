CREATE SCHEMA knowledge;

-- Ready answers. Exactly one of agent, team and brand says who may use them.
CREATE TABLE knowledge.canned_reply (
    id uuid PRIMARY KEY,
    agent_id uuid REFERENCES identity.agent ON DELETE CASCADE,
    team_id uuid REFERENCES identity.team ON DELETE CASCADE,
    brand_id uuid REFERENCES integrations.brand ON DELETE CASCADE,
    folder text NOT NULL,             -- "delivery/late", empty at the top
    title text NOT NULL,
    shortcut text,
    shortcut_key text,                -- folded, so that ＯＫ and ok are the same
    body_ja text,
    body_en text,
    version int NOT NULL DEFAULT 1,
    used int NOT NULL DEFAULT 0,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    deleted_at timestamptz,           -- kept, so that a deletion can be undone
    CHECK (num_nonnulls(agent_id, team_id, brand_id) = 1),
    CHECK (num_nonnulls(body_ja, body_en) > 0)
);
CREATE INDEX canned_reply_agent ON knowledge.canned_reply (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX canned_reply_team ON knowledge.canned_reply (team_id) WHERE team_id IS NOT NULL;
CREATE INDEX canned_reply_brand ON knowledge.canned_reply (brand_id) WHERE brand_id IS NOT NULL;
CREATE UNIQUE INDEX canned_reply_shortcut ON knowledge.canned_reply (COALESCE(agent_id, team_id, brand_id), shortcut_key) WHERE deleted_at IS NULL AND shortcut_key IS NOT NULL;

-- Files that go with an answer; inserting it makes copies.
CREATE TABLE knowledge.canned_file (
    id uuid PRIMARY KEY,
    reply_id uuid NOT NULL REFERENCES knowledge.canned_reply ON DELETE CASCADE,
    position int NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    storage_key text NOT NULL
);
CREATE INDEX canned_file_reply ON knowledge.canned_file (reply_id, position);
