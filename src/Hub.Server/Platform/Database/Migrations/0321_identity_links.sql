-- Addresses that a person has put into a record or taken out of it. What undoing needs, and why it was done.
CREATE TABLE customers.identity_link (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL,
    from_customer uuid,               -- null: the address was not known before
    to_customer uuid NOT NULL,
    was_verified boolean NOT NULL,
    verified boolean NOT NULL,
    reason text NOT NULL,
    by_agent uuid NOT NULL,
    at timestamptz NOT NULL,
    unlinked boolean NOT NULL,        -- taken out of a record rather than put into one
    undone_at timestamptz
);
CREATE INDEX identity_link_identity ON customers.identity_link (identity_id, at DESC);
