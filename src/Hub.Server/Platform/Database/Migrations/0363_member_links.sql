-- Which member of the firm somebody is, by an address that a provider has proven to be theirs.
CREATE TABLE customers.member_link (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL,
    member text NOT NULL,             -- the firm's own number of the member
    was_verified boolean NOT NULL,    -- what the address was before, for when the link ends
    at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,                    -- null: another link came in its place
    reason text
);
CREATE UNIQUE INDEX member_link_now ON customers.member_link (identity_id) WHERE ended_at IS NULL;
CREATE INDEX member_link_member ON customers.member_link (member) WHERE ended_at IS NULL;
-- Whom a site vouches for is found by the same number.
CREATE INDEX identity_vouched ON customers.identity (external_id) WHERE external_id LIKE 'sub:%';

-- Sign-ins of the firm's member page that a provider has not confirmed yet. Of the nonce there is only the hash.
CREATE TABLE conversations.member_nonce (
    account_id uuid NOT NULL,
    nonce_hash bytea NOT NULL,
    link_hash bytea,                  -- of the provider's token the customer came with
    member text NOT NULL,
    name text,
    email text,
    phone text,
    made_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (account_id, nonce_hash)
);
CREATE INDEX member_nonce_expires ON conversations.member_nonce (expires_at);

-- Messages that led a customer to the member page, to show in them what came of it.
CREATE TABLE conversations.member_invitation (
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    identity_id uuid NOT NULL,
    link_hash bytea,                  -- null: which of several tokens the customer holds is not known
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, number)
);
CREATE INDEX member_invitation_identity ON conversations.member_invitation (identity_id, sent_at DESC);

-- A program of the firm says who has signed in: whoever may let programs do that is an admin.
UPDATE identity.role SET permissions = array_append(permissions, 'members.link') WHERE key = 'admin';
