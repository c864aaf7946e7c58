-- Who did what. Written in the transaction of the change, never changed afterwards; holds ids, codes and names of fields, never what a customer said or is called.
CREATE TABLE platform.audit (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_kind smallint NOT NULL,     -- 0 agent, 1 the hub itself, 2 nobody known
    actor_id uuid,
    session_id uuid,
    token_id uuid,
    address text,
    action text NOT NULL,
    target_kind text,
    target_id uuid,
    customer_id uuid,
    conversation_id uuid,
    data json NOT NULL DEFAULT '{}',  -- json, not jsonb: the text that was hashed stays the text that is stored

    -- The seal: given once, after the commit, by the one node that holds the chain.
    seq bigint UNIQUE,
    prev_hash bytea,
    hash bytea,
    CHECK ((seq IS NULL) = (hash IS NULL) AND (seq IS NULL) = (prev_hash IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX audit_at ON platform.audit (at DESC, id DESC);
CREATE INDEX audit_actor ON platform.audit (actor_id, at DESC, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_action ON platform.audit (action, at DESC, id DESC);
CREATE INDEX audit_customer ON platform.audit (customer_id, at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX audit_conversation ON platform.audit (conversation_id, at DESC, id DESC) WHERE conversation_id IS NOT NULL;
CREATE INDEX audit_unsealed ON platform.audit (at, id) WHERE seq IS NULL;

CREATE FUNCTION platform.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.seq IS NOT NULL
        AND (NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.session_id, NEW.token_id, NEW.address, NEW.action, NEW.target_kind, NEW.target_id, NEW.customer_id, NEW.conversation_id, NEW.data::text)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.session_id, OLD.token_id, OLD.address, OLD.action, OLD.target_kind, OLD.target_id, OLD.customer_id, OLD.conversation_id, OLD.data::text)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'platform.audit only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON platform.audit FOR EACH ROW EXECUTE FUNCTION platform.audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_refuse();
