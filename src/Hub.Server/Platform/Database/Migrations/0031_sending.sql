-- Accounts whose provider asked for a pause: nothing of theirs is sent before it ends, whenever it was queued.
CREATE TABLE conversations.send_pause (
    account_id uuid PRIMARY KEY,
    until timestamptz NOT NULL
);

-- When, by the provider's clock, the customer last became reachable or unreachable: events may come in another order.
ALTER TABLE customers.identity ADD COLUMN reachable_at timestamptz;

-- A key without a conversation but with number 0 holds the place of a message that was taken back before it came.
COMMENT ON COLUMN conversations.message_key.number IS '0 without a conversation: taken back before it came';
