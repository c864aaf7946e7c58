-- Paused: what comes in is taken as always, what is to go out waits.
ALTER TABLE integrations.channel_account
    ADD COLUMN paused_at timestamptz,
    ADD COLUMN paused_by uuid,
    ADD COLUMN silence_alarm boolean NOT NULL DEFAULT true;

-- How an account goes, told in the settings. What its mailbox does stands in mailbox_health.
CREATE TABLE conversations.account_health (
    account_id uuid PRIMARY KEY,
    received_at timestamptz,             -- the newest delivery that was counted
    sent_at timestamptz,                 -- the newest message its provider has taken, to half a minute
    failing_since timestamptz,           -- nothing has been taken since
    error_at timestamptz,
    error text,
    told_at timestamptz,                 -- people have been told of the present trouble
    silent_since timestamptz             -- people have been told of a silence that began then
);

-- Deliveries by account and hour, kept for eight weeks: what is usual, so that an unusual silence is noticed.
CREATE TABLE conversations.account_traffic (
    account_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    received int NOT NULL,
    PRIMARY KEY (account_id, hour)
);

-- Up to which delivery they are counted. Ids are given before they commit, so only those are counted that had been given at the look before (seen).
CREATE TABLE conversations.traffic_counted (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    up_to bigint NOT NULL DEFAULT 0,
    seen bigint NOT NULL DEFAULT 0,
    seen_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO conversations.traffic_counted DEFAULT VALUES;

-- What of an account a notification is about.
ALTER TABLE conversations.notification ADD COLUMN code text;
