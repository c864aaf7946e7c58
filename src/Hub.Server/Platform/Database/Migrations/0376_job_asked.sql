-- How often it has been asked for: what is asked for while it is being done is done once more.
ALTER TABLE platform.job ADD COLUMN asked int NOT NULL DEFAULT 0;
