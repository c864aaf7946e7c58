-- Who has written in a group, to see when the last message of somebody has gone. Only messages of groups are in it.
CREATE INDEX message_author ON conversations.message ((content->'author'->>'id')) WHERE content ? 'author';
