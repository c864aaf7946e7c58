-- What shows a customer that the newest of their messages, and so all before it, has been read.
CREATE TABLE conversations.read_handle (
    conversation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    handle text NOT NULL,
    PRIMARY KEY (conversation_id, account_id)
);
