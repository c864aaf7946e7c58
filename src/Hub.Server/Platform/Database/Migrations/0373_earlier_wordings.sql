-- What a message said before its writer changed it. Masked as messages are; goes when the message is taken back, redacted or deleted.
CREATE TABLE conversations.earlier_wording (
    conversation_id uuid NOT NULL,
    number int NOT NULL,
    place int NOT NULL,
    at timestamptz NOT NULL,          -- since when it said so
    text text NOT NULL,
    PRIMARY KEY (conversation_id, number, place)
);
