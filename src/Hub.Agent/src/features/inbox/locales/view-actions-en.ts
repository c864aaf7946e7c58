export const en = {
  edit: 'Change view',
  duplicate: 'Duplicate view',
  actions: 'Actions for this view',
  up: 'Move up',
  down: 'Move down',
  delete: 'Delete view',
  deleted: (name: string) => `“${name}” deleted.`,
  restored: 'The view is back.',
  undo: 'Undo',
};
