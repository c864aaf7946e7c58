-- People who write in groups, as their provider shows them.
CREATE TABLE conversations.author (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    external_id text NOT NULL,
    name text,
    picture_url text,
    picture_key text,
    profile_at timestamptz NOT NULL,
    UNIQUE (account_id, external_id)
);

-- What lets a message of ours quote this one, where that is not its provider id.
ALTER TABLE conversations.message_key ADD COLUMN quote_handle text;
