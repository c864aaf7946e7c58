-- Accounts whose provider is asked for what is new: from where on, and how it goes.
CREATE TABLE conversations.polled (
    account_id uuid PRIMARY KEY,
    position text,                       -- the provider's own; null when nothing is left to confirm
    succeeded_at timestamptz,
    failing_since timestamptz,
    error_at timestamptz,
    error text,
    told_at timestamptz                  -- people have been told of the present trouble
);
