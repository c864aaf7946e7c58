import type { ConversationRow, DeskEvent, Page } from '@/api/types';
import type { ViewOf } from './view-of';

interface Seen {
  version: number;
  removed: boolean;
}

/** One view as far as it has been loaded. `seen` remembers what is not in it, so that a late event does not bring it back. */
export interface ViewState {
  rows: ConversationRow[];
  next: string | null;
  seen: Record<string, Seen>;
}

export const emptyView: ViewState = { rows: [], next: null, seen: {} };

/**
 * Only an older version is no news. The same version may come again with another name or picture, for those belong to the
 * customer; and after a removal it says that only one group had lost sight of the conversation.
 */
const isNews = (known: Seen | undefined, row: ConversationRow): boolean => !known || row.version >= known.version;

const knownIn = (row: ConversationRow | undefined, seen: Seen | undefined): Seen | undefined => (row ? { version: row.version, removed: false } : seen);

/** Where a row belongs among rows in order. */
function placeFor(rows: readonly ConversationRow[], row: ConversationRow, { compare }: ViewOf): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = rows[middle];
    if (other && compare(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function place(state: ViewState, row: ConversationRow, of: ViewOf): ViewState {
  const index = state.rows.findIndex((each) => each.id === row.id);
  if (!isNews(knownIn(state.rows[index], state.seen[row.id]), row)) return state;
  const others = index < 0 ? state.rows : state.rows.toSpliced(index, 1);
  const contained = of.contains(row);
  const at = placeFor(others, row, of);
  if (contained && (state.next === null || at < others.length)) return { ...state, rows: others.toSpliced(at, 0, row) };
  // A row beyond the loaded end (contained, not shown) must still be accepted when its page comes.
  return { ...state, rows: others, seen: { ...state.seen, [row.id]: { version: row.version, removed: contained } } };
}

function remove(state: ViewState, id: string, version: number): ViewState {
  const index = state.rows.findIndex((row) => row.id === id);
  const known = knownIn(state.rows[index], state.seen[id]);
  if (known && known.version >= version) return state;
  return { ...state, rows: index < 0 ? state.rows : state.rows.toSpliced(index, 1), seen: { ...state.seen, [id]: { version, removed: true } } };
}

export function applyDeskEvent(state: ViewState, event: DeskEvent, of: ViewOf): ViewState {
  switch (event.type) {
    case 'conversation':
      return place(state, event.row, of);
    case 'conversationRemoved':
      return remove(state, event.id, event.version);
    case 'message':
    case 'customer':
    case 'call':
    case 'followUp':
      return state;
  }
}

/** Adds a fetched page; rows already known in a newer version stay as they are. */
export function addPage(state: ViewState, page: Page<ConversationRow>, of: ViewOf): ViewState {
  const shown = new Map(state.rows.map((row) => [row.id, row]));
  const news = page.items.filter((row) => isNews(knownIn(shown.get(row.id), state.seen[row.id]), row));
  const replaced = new Set(news.map((row) => row.id));
  const rows = [...state.rows.filter((row) => !replaced.has(row.id)), ...news.filter(of.contains)];
  return { rows: rows.toSorted(of.compare), next: page.next, seen: state.seen };
}

/** The server's answer to which of these are in the view now: they are, or they leave it. */
export function applyMatches(state: ViewState, asked: readonly string[], matching: readonly ConversationRow[], of: ViewOf): ViewState {
  const inside = new Set(matching.map((row) => row.id));
  const gone = new Set(asked.filter((id) => !inside.has(id)));
  const kept = state.rows.some((row) => gone.has(row.id)) ? { ...state, rows: state.rows.filter((row) => !gone.has(row.id)) } : state;
  return matching.reduce((result, row) => place(result, row, of), kept);
}
