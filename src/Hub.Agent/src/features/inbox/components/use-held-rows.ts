import { useState } from 'react';
import type { ConversationRow } from '@/api/types';
import { holdOrder, type Shown, type ShownRow } from '../model/hold-order';

const nothing: ShownRow[] = [];

/** What the list shows now; remembers the order it showed last, as long as the same list is looked at. */
export function useHeldRows(listId: string, rows: readonly ConversationRow[], held: boolean): Shown {
  const [memory, setMemory] = useState<{ listId: string; rows: readonly ConversationRow[]; held: boolean; shown: Shown }>(() => ({ listId, rows, held, shown: holdOrder(nothing, rows, false) }));
  if (memory.listId === listId && memory.rows === rows && memory.held === held) return memory.shown;
  const shown = holdOrder(memory.listId === listId ? memory.shown.items : nothing, rows, held);
  setMemory({ listId, rows, held, shown });
  return shown;
}
