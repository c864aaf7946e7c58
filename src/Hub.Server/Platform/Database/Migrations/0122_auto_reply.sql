CREATE SCHEMA automation;

-- What an account answers by itself. Off without a row.
CREATE TABLE automation.auto_reply (
    account_id uuid PRIMARY KEY REFERENCES integrations.channel_account ON DELETE CASCADE,
    acknowledge boolean NOT NULL,
    acknowledge_ja text,
    acknowledge_en text,
    closed boolean NOT NULL,
    closed_ja text,
    closed_en text,
    expected_minutes int,             -- of business time until an answer
    version int NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL
);

-- Claimed in the transaction that queues the message: each kind once per conversation, and one in all per sender and day of the brand.
CREATE TABLE automation.auto_reply_sent (
    conversation_id uuid NOT NULL,
    kind smallint NOT NULL,           -- 0 acknowledgement, 1 closed hours
    identity_id uuid NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, kind)
);
CREATE UNIQUE INDEX auto_reply_day ON automation.auto_reply_sent (identity_id, day);
