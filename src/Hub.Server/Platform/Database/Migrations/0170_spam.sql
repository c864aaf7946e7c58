-- Whom nobody wants to hear from: a sender on an account, or a range of network addresses in the web chat. Spam keeps its date of deletion in due_at.
CREATE TABLE conversations.block (
    id uuid PRIMARY KEY,
    identity_id uuid CONSTRAINT block_identity UNIQUE,
    address_range cidr CONSTRAINT block_range UNIQUE,
    reason text NOT NULL,
    until timestamptz,                -- null: for good
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((identity_id IS NULL) <> (address_range IS NULL))
);

-- What the inbound path asks, beside what it reads anyway. infinity: for good.
ALTER TABLE customers.identity ADD COLUMN blocked_until timestamptz;

-- A warning everybody reads before they write.
ALTER TABLE customers.customer
    ADD COLUMN caution text,
    ADD COLUMN caution_by uuid,
    ADD COLUMN caution_at timestamptz,
    ADD COLUMN caution_review date;
