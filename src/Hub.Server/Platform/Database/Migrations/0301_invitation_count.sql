-- How often a site's invitations were shown and opened, by day. Nothing of who saw them.
CREATE TABLE conversations.invitation_count (
    account_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    day date NOT NULL,
    shown bigint NOT NULL DEFAULT 0,
    opened bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, invitation_id, day)
);
