-- Roles of one's own beside those of the product, which stay as they are.
ALTER TABLE identity.role ADD COLUMN preset boolean NOT NULL DEFAULT false;
UPDATE identity.role SET preset = true;
ALTER TABLE identity.role ADD CONSTRAINT role_name UNIQUE (name);

-- agent.role_id is the role a person holds everywhere, or none; a grant is a role for one team, one brand, or one team within one brand.
ALTER TABLE identity.agent ALTER COLUMN role_id DROP NOT NULL;
CREATE INDEX agent_role ON identity.agent (role_id);
CREATE TABLE identity.agent_grant (
    id uuid PRIMARY KEY,
    agent_id uuid NOT NULL REFERENCES identity.agent ON DELETE CASCADE,
    role_id uuid NOT NULL CONSTRAINT agent_grant_role REFERENCES identity.role,
    team_id uuid REFERENCES identity.team ON DELETE CASCADE,
    brand_id uuid,
    CHECK (team_id IS NOT NULL OR brand_id IS NOT NULL),
    CONSTRAINT agent_grant_once UNIQUE NULLS NOT DISTINCT (agent_id, role_id, team_id, brand_id)
);
CREATE INDEX agent_grant_of_role ON identity.agent_grant (role_id);
