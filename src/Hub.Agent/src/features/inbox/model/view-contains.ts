import type { ConversationRow, View } from '@/api/types';

type Placed = Pick<ConversationRow, 'status' | 'ownerId'>;

/** The same rule as the server's lists, so that an event can be placed without asking. */
export function viewContains(view: View, row: Placed, me: string): boolean {
  switch (view) {
    case 'mine':
      return row.status === 'open' && row.ownerId === me;
    case 'unassigned':
      return row.status === 'open' && row.ownerId === null;
    case 'open':
    case 'snoozed':
    case 'resolved':
      return row.status === view;
  }
}
