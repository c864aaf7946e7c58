-- The follow-ups tell their owners themselves; the handler that did so a second time is gone, and its place with it.
DELETE FROM platform.cursor WHERE handler = 'notify-follow-ups';
