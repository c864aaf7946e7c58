-- Where a visitor can be written to by mail about the chat. Proven by the site's signed token, or by a link in a letter to it.
CREATE TABLE conversations.visitor_address (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    address text NOT NULL,
    language text NOT NULL,
    source text NOT NULL,             -- token, link
    verified_at timestamptz,
    link_until timestamptz,           -- until when the link in the newest letter proves it
    transcript_wanted boolean NOT NULL DEFAULT false,
    UNIQUE (identity_id, address)
);
