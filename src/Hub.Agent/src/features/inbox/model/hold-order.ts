import type { ConversationRow } from '@/api/types';

export interface ShownRow {
  row: ConversationRow;
  /** It has left the view, but stays where it is until the list may move again. */
  left: boolean;
}

export interface Shown {
  items: ShownRow[];
  /** Rows that wait to be shown or moved. */
  waiting: number;
}

/**
 * While a list is held (the pointer is on it, or it is scrolled), rows keep their places: content is renewed in place,
 * what arrives or moves up waits. Rows of further pages below the last one are not held back.
 */
export function holdOrder(before: readonly ShownRow[], rows: readonly ConversationRow[], held: boolean): Shown {
  if (!held || before.length === 0) return { items: rows.map((row) => ({ row, left: false })), waiting: 0 };
  const current = new Map(rows.map((row, index) => [row.id, { row, index }]));
  const shown = new Set(before.map(({ row }) => row.id));
  let lastIndex = -1;
  for (const { row } of before) lastIndex = Math.max(lastIndex, current.get(row.id)?.index ?? -1);
  const kept = before.map(({ row }) => {
    const now = current.get(row.id);
    return now ? { row: now.row, left: false } : { row, left: true };
  });
  const appended = rows.slice(lastIndex + 1).filter((row) => !shown.has(row.id));
  const arrived = rows.slice(0, lastIndex + 1).filter((row) => !shown.has(row.id)).length;
  const order = kept.filter(({ left }) => !left).map(({ row }) => current.get(row.id)?.index ?? 0);
  const moved = order.filter((place, index) => index > 0 && place < (order[index - 1] ?? 0)).length;
  return { items: [...kept, ...appended.map((row) => ({ row, left: false }))], waiting: arrived + moved };
}
