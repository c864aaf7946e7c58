-- Lists people save for themselves, for a team or for all: a nested condition (docs/conditions.md) and an order. Whoever reads one sees only what they may see.
CREATE TABLE conversations.saved_view (
    id uuid PRIMARY KEY,
    scope smallint NOT NULL,          -- 0 own, 1 of a team, 2 of all
    owner_id uuid NOT NULL,           -- who made it; an own view is theirs alone
    team_id uuid,
    name text NOT NULL,
    conditions jsonb NOT NULL,
    sort smallint NOT NULL,           -- 0 newest activity first, 1 oldest first, 2 longest waiting first, 3 newest conversation first
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    deleted_at timestamptz,           -- kept for a while, so that deleting can be undone
    CHECK ((scope = 1) = (team_id IS NOT NULL))
);
CREATE INDEX saved_view_owner ON conversations.saved_view (owner_id) WHERE scope = 0 AND deleted_at IS NULL;
CREATE INDEX saved_view_shared ON conversations.saved_view (scope, team_id) WHERE scope > 0 AND deleted_at IS NULL;
CREATE INDEX saved_view_deleted ON conversations.saved_view (deleted_at) WHERE deleted_at IS NOT NULL;

-- In which order somebody has put their views; what is not in it follows by name.
CREATE TABLE conversations.view_order (
    agent_id uuid PRIMARY KEY,
    view_ids uuid[] NOT NULL
);
