-- A form that is sent again names the visitor by who they are, on every token they hold.
CREATE INDEX visitor_person ON conversations.visitor (account_id, external_id);
