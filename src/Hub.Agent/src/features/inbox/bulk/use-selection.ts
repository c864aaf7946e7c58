import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationRow } from '@/api/types';
import { mostAtOnce } from '../api/bulk';
import { rangeBetween } from './range-between';

const nothing: ReadonlySet<string> = new Set();

export interface Selection {
  ids: ReadonlySet<string>;
  rows: ConversationRow[];
  toggle: (id: string) => void;
  /** From the row that was chosen last to this one. */
  extendTo: (id: string) => void;
  choose: (ids: readonly string[]) => void;
  drop: (ids: readonly string[]) => void;
  clear: () => void;
}

/** The chosen rows of a list, never more than one call can carry. */
export function useSelection(order: readonly ConversationRow[]): Selection {
  const [ids, setIds] = useState(nothing);
  const anchor = useRef<string | null>(null);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });

  const choose = useCallback((more: readonly string[]) => setIds((now) => new Set([...now, ...more].slice(0, mostAtOnce))), []);
  const drop = useCallback((gone: readonly string[]) => setIds((now) => new Set([...now].filter((id) => !gone.includes(id)))), []);
  const toggle = useCallback((id: string) => {
    anchor.current = id;
    setIds((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id].slice(0, mostAtOnce)));
  }, []);
  const extendTo = useCallback((id: string) => {
    choose(rangeBetween(latest.current.map((row) => row.id), anchor.current ?? id, id));
    anchor.current = id;
  }, [choose]);
  const clear = useCallback(() => {
    anchor.current = null;
    setIds(nothing);
  }, []);
  const rows = useMemo(() => order.filter((row) => ids.has(row.id)), [order, ids]);
  return { ids, rows, toggle, extendTo, choose, drop, clear };
}
