-- When a brand is open. A brand without a row has the hours new brands begin with.
CREATE TABLE integrations.brand_calendar (
    brand_id uuid PRIMARY KEY REFERENCES integrations.brand ON DELETE CASCADE,
    settings jsonb NOT NULL,
    version int NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL
);
