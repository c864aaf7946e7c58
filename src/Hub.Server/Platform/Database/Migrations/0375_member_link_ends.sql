-- Which of the customer's addresses count as proven only by this link.
ALTER TABLE customers.member_link ADD COLUMN proven uuid[] NOT NULL DEFAULT '{}';
-- What is over goes by its time.
CREATE INDEX member_invitation_sent ON conversations.member_invitation (sent_at);
