-- What nobody has taken within a day is looked for every second.
CREATE INDEX forward_age ON conversations.forward (received_at);
