import type { ConversationRow, DeskEvent, Page, View } from '@/api/types';
import { viewContains } from './view-contains';

interface Seen {
  version: number;
  removed: boolean;
}

/** One view as far as it has been loaded. `seen` remembers what left it, so that a late event does not bring it back. */
export interface ViewState {
  rows: ConversationRow[];
  next: string | null;
  seen: Record<string, Seen>;
}

export interface ViewOf {
  view: View;
  me: string;
}

export const emptyView: ViewState = { rows: [], next: null, seen: {} };

export const compareRows = (a: ConversationRow, b: ConversationRow): number => {
  const byTime = Date.parse(b.lastActivityAt) - Date.parse(a.lastActivityAt);
  if (byTime !== 0) return byTime;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
};

const beyond = (state: ViewState, row: ConversationRow): boolean => {
  const last = state.rows.at(-1);
  return state.next !== null && last !== undefined && compareRows(row, last) > 0;
};

function isNews(state: ViewState, row: ConversationRow): boolean {
  const seen = state.seen[row.id];
  return !seen || row.version > seen.version || (row.version === seen.version && seen.removed);
}

function place(state: ViewState, row: ConversationRow, of: ViewOf): ViewState {
  if (!isNews(state, row)) return state;
  const others = state.rows.filter((each) => each.id !== row.id);
  const contained = viewContains(of.view, row, of.me);
  const belongs = contained && !beyond({ ...state, rows: others }, row);
  // A row beyond the loaded end must still be accepted when its page comes.
  const remembered = { ...state.seen, [row.id]: { version: row.version, removed: contained && !belongs } };
  if (!belongs && others.length === state.rows.length) return { ...state, seen: remembered };
  const rows = belongs ? [...others, row].toSorted(compareRows) : others;
  return { ...state, rows, seen: remembered };
}

function remove(state: ViewState, id: string, version: number): ViewState {
  const seen = state.seen[id];
  if (seen && seen.version >= version) return state;
  const rows = state.rows.some((row) => row.id === id) ? state.rows.filter((row) => row.id !== id) : state.rows;
  return { ...state, rows, seen: { ...state.seen, [id]: { version, removed: true } } };
}

export function applyDeskEvent(state: ViewState, event: DeskEvent, of: ViewOf): ViewState {
  switch (event.type) {
    case 'conversation':
      return place(state, event.row, of);
    case 'conversationRemoved':
      return remove(state, event.id, event.version);
    case 'message':
    case 'customer':
      return state;
  }
}

/** Adds a fetched page; rows already known in a newer version stay as they are. */
export function addPage(state: ViewState, page: Page<ConversationRow>, of: ViewOf): ViewState {
  const news = page.items.filter((row) => isNews(state, row));
  const seen = { ...state.seen };
  for (const row of news) seen[row.id] = { version: row.version, removed: false };
  const replaced = new Set(news.map((row) => row.id));
  const rows = [...state.rows.filter((row) => !replaced.has(row.id)), ...news.filter((row) => viewContains(of.view, row, of.me))];
  return { rows: rows.toSorted(compareRows), next: page.next, seen };
}
