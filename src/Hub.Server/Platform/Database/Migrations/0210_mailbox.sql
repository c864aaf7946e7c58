-- Mailboxes the hub collects mail from: how far it has read. Another folder or another UIDVALIDITY begins again; what was taken is known by its hash.
CREATE TABLE conversations.mailbox (
    account_id uuid PRIMARY KEY,
    folder text NOT NULL,
    uid_validity bigint NOT NULL,
    last_uid bigint NOT NULL,
    since timestamptz NOT NULL,          -- mail from before was there before the hub and stays out
    scan_until bigint NOT NULL           -- up to this UID a mail from before is passed over; what comes later is taken whatever its date
);

-- How it goes, told in the settings.
CREATE TABLE conversations.mailbox_health (
    account_id uuid PRIMARY KEY,
    last_success_at timestamptz,
    failing_since timestamptz,
    last_error_at timestamptz,
    last_error text,
    renumbered_at timestamptz,           -- the server gave all mails new UIDs
    told_at timestamptz,                 -- people have been told of the present trouble
    paused_for bytea                     -- what the account was (keyed hash) when only a person could help; anything else is tried again
);

-- Every mail ever taken, by the SHA-256 of its bytes, kept for good: a renumbered or moved mailbox brings none twice.
CREATE TABLE conversations.mailbox_mail (
    account_id uuid NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (account_id, hash)
);

-- The account a notification is about, when it is about one.
ALTER TABLE conversations.notification ADD COLUMN account_id uuid;
