-- What went out of an account in a month, where a provider counts messages: free replies, and what is paid.
CREATE TABLE conversations.account_sends (
    account_id uuid NOT NULL,
    month date NOT NULL,              -- first day of the month
    free int NOT NULL DEFAULT 0,
    paid int NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, month)
);
