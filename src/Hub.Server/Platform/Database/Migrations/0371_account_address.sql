-- What customers write to, of accounts in use: a second account with the same number would take in every message a second time. The eldest keeps it.
ALTER TABLE integrations.channel_account ADD COLUMN address text;
UPDATE integrations.channel_account a SET address = eldest.address
FROM (SELECT DISTINCT ON (s.address) s.id, s.address
    FROM (SELECT id, COALESCE(NULLIF(settings->>'messagingServiceSid', ''), NULLIF(settings->>'number', '')) AS address FROM integrations.channel_account WHERE channel = 'sms' AND active) s
    WHERE s.address IS NOT NULL ORDER BY s.address, s.id) eldest
WHERE eldest.id = a.id;
CREATE UNIQUE INDEX channel_account_address ON integrations.channel_account (channel, address);
