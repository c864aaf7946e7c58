-- What was written where a message shows a masked number: sealed, opened for a reason by those who may, and recorded.
CREATE TABLE conversations.masked_value (
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    kinds text[] NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (conversation_id, number)
);
