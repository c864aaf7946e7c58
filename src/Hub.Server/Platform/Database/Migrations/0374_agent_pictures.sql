-- The picture customers see beside what somebody writes. It is public under its token, which names nobody and changes with the picture.
ALTER TABLE identity.agent ADD COLUMN picture_key text, ADD COLUMN picture_token text UNIQUE;
