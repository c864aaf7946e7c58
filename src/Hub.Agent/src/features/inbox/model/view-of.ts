import type { ConversationRow, ListedView } from '@/api/types';
import type { ViewSort } from '../api/saved-views';
import { viewContains } from './view-contains';

type Compare = (a: ConversationRow, b: ConversationRow) => number;

/** What a list needs to place a row without asking. */
export interface ViewOf {
  contains: (row: ConversationRow) => boolean;
  compare: Compare;
}

const byId: Compare = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const by = (at: (row: ConversationRow) => string | null): Compare => {
  const moment = (row: ConversationRow) => Date.parse(at(row) ?? '9000-01-01T00:00:00Z');
  return (a, b) => moment(a) - moment(b) || byId(a, b);
};
const reversed = (compare: Compare): Compare => (a, b) => compare(b, a);
const byActivity = by((row) => row.lastActivityAt);

export const compareRows = reversed(byActivity);

const orders: Record<ViewSort, Compare> = { newest: compareRows, oldest: byActivity, longestWaiting: by((row) => row.waitingSince), newestConversation: reversed(byId) };

export const builtInView = (view: ListedView, me: string): ViewOf => ({ contains: (row) => viewContains(view, row, me), compare: compareRows });

/** What is in a saved view is the server's to know: rows come from it, and stay until it has been asked again. */
export const savedView = (sort: ViewSort): ViewOf => ({ contains: () => true, compare: orders[sort] });
