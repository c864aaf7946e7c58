-- The roles the product comes with. What each permission allows is in docs/permissions.md.
UPDATE identity.role SET permissions = ARRAY[
    'conversations.see_all', 'conversations.see_unassigned', 'conversations.note', 'conversations.reply', 'conversations.assign', 'conversations.resolve',
    'conversations.spam', 'conversations.export', 'messages.redact', 'customers.edit', 'customers.reveal', 'customers.merge', 'customers.erase',
    'views.share', 'settings.manage', 'accounts.manage', 'parked.manage', 'people.manage', 'audit.see', 'backup.manage']
WHERE key = 'admin';
UPDATE identity.role SET permissions = ARRAY[
    'conversations.see_all', 'conversations.see_unassigned', 'conversations.note', 'conversations.reply', 'conversations.assign', 'conversations.resolve',
    'conversations.spam', 'conversations.export', 'messages.redact', 'customers.edit', 'customers.reveal', 'customers.merge', 'views.share', 'settings.manage']
WHERE key = 'supervisor';
UPDATE identity.role SET permissions = ARRAY[
    'conversations.see_unassigned', 'conversations.note', 'conversations.reply', 'conversations.assign', 'conversations.resolve', 'conversations.spam',
    'customers.edit']
WHERE key = 'agent';
INSERT INTO identity.role (id, key, name, permissions) VALUES
    ('0190a000-0000-7000-8000-000000000004', 'trainee', 'Trainee', ARRAY['conversations.see_unassigned', 'conversations.note']),
    ('0190a000-0000-7000-8000-000000000005', 'outsourced', 'Outsourced agent', ARRAY[
        'conversations.note', 'conversations.reply', 'conversations.assign', 'conversations.resolve', 'conversations.spam', 'customers.edit']),
    ('0190a000-0000-7000-8000-000000000006', 'auditor', 'Auditor', ARRAY['conversations.see_all', 'conversations.see_unassigned', 'audit.see']);
