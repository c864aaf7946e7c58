-- What a notification is about, when it is not one conversation: so many handed over at once, or a brand.
ALTER TABLE conversations.notification
    ADD COLUMN count int,
    ADD COLUMN brand_id uuid;
