-- By which address of the customer an agent wants to answer, and where the customer had written from when they chose it.
ALTER TABLE conversations.draft ADD COLUMN via uuid, ADD COLUMN usual uuid;

-- Whoever waits for a head's lock sees the row as it is then, and everything else as it was before. So whether other addresses take part stands in the head too,
-- and which they are is read by a function that looks when it is called.
ALTER TABLE conversations.conversation_head ADD COLUMN crossed boolean NOT NULL DEFAULT false;
UPDATE conversations.conversation_head h SET crossed = true FROM conversations.conversation c WHERE c.id = h.conversation_id AND c.crossed;
CREATE FUNCTION conversations.joined_now(conversation uuid) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN ARRAY(SELECT j.identity_id FROM conversations.joined_identity j WHERE j.conversation_id = conversation AND j.ended_at IS NULL);
END $$;
