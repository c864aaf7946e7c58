-- The name a person goes by towards customers, where a brand wants no real names there.
ALTER TABLE identity.agent ADD COLUMN work_name text;
ALTER TABLE integrations.brand ADD COLUMN work_names boolean NOT NULL DEFAULT false;
