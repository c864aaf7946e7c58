-- Who wants no messages on a kind of channel, whichever account of it they come from. Kept when the customer goes: it is the wish that counts.
CREATE TABLE customers.opt_out (
    channel text NOT NULL,
    address text NOT NULL,            -- as the channel names it: a telephone number in E.164
    source text NOT NULL CHECK (source IN ('word', 'provider', 'agent')),
    account_id uuid,                  -- where it was said
    at timestamptz NOT NULL,
    by_agent uuid,
    PRIMARY KEY (channel, address)
);

-- Messages that cost something, by account and hour: prefix '' counts all, any other those nobody wrote to addresses that begin alike.
CREATE TABLE conversations.send_budget (
    account_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    prefix text NOT NULL,
    sent int NOT NULL,
    PRIMARY KEY (account_id, hour, prefix)
);

-- Up to when a provider has been asked which messages it has.
CREATE TABLE conversations.reconciled (
    account_id uuid PRIMARY KEY,
    until timestamptz NOT NULL
);

-- People know the last digits of a number, also of one that only ever wrote.
CREATE INDEX identity_tail ON customers.identity (reverse(external_id) text_pattern_ops) WHERE external_id LIKE '+%';
