-- What the installation knows about itself: one value per name, secrets sealed.
CREATE TABLE platform.setting (
    name text PRIMARY KEY,
    value bytea NOT NULL
);
