-- An invitation is found by the token it carried.
CREATE INDEX member_invitation_link ON conversations.member_invitation (link_hash) WHERE link_hash IS NOT NULL;
