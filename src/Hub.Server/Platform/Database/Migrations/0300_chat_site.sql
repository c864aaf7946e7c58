-- How a site's chat looks and what it asks. A site without a row has what new sites begin with.
CREATE TABLE conversations.chat_site (
    account_id uuid PRIMARY KEY REFERENCES integrations.channel_account,
    settings jsonb NOT NULL,
    version int NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL
);

-- What a visitor has told of themselves before the first message, until that message has made a customer of them. Told, not proven.
CREATE TABLE conversations.visitor_form (
    identity_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    email text,                       -- as it is compared
    email_shown text,
    answers jsonb NOT NULL,           -- [{label, value}] in the visitor's language
    consent text,                     -- the words that were agreed to
    filled_at timestamptz NOT NULL,
    applied_at timestamptz
);
