import type { ConversationRow, ListedView } from '@/api/types';

type Placed = Pick<ConversationRow, 'status' | 'ownerId' | 'attention' | 'help'>;

/** The same rule as the server's lists, so that an event can be placed without asking. */
export function viewContains(view: ListedView, row: Placed, me: string): boolean {
  switch (view) {
    case 'mine':
      return row.status === 'open' && row.ownerId === me;
    case 'unassigned':
      return row.status === 'open' && row.ownerId === null;
    case 'attention':
      return row.attention;
    case 'help':
      return row.help !== null;
    case 'waiting':
      return row.status === 'waitingForCustomer' || row.status === 'waitingForOthers';
    case 'open':
    case 'spam':
    case 'snoozed':
    case 'resolved':
      return row.status === view;
  }
}
