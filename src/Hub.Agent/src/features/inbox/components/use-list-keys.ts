import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import type { Selection } from '../bulk/use-selection';
import type { ShownRow } from '../model/hold-order';

const repeatPause = 120;

interface ListKeys {
  items: readonly ShownRow[];
  selectedId: string | null;
  href: (id: string) => string;
  filterField: RefObject<HTMLInputElement | null>;
  reveal: (index: number) => void;
  selection: Selection;
  selectAll: () => void;
}

export function useListKeys({ items, selectedId, href, filterField, reveal, selection, selectAll }: ListKeys): void {
  const [, navigate] = useLocation();
  const at = useMemo(() => (selectedId ? items.findIndex(({ row }) => row.id === selectedId) : -1), [items, selectedId]);
  // Where the open conversation stood before it left the view: from there the walk goes on.
  const lastAt = useRef(0);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
  }, [at]);
  const wentAt = useRef(0);
  const go = (step: number, event?: KeyboardEvent): string | undefined => {
    // A key held down walks at a pace at which each conversation can still be fetched.
    if (event?.repeat && event.timeStamp - wentAt.current < repeatPause) return undefined;
    wentAt.current = event?.timeStamp ?? 0;
    const from = at >= 0 ? at + step : selectedId ? lastAt.current + Math.min(step, 0) : 0;
    const to = Math.max(0, Math.min(items.length - 1, from));
    const id = items[to]?.row.id;
    if (!id) return undefined;
    reveal(to);
    navigate(href(id), { replace: selectedId !== null });
    return id;
  };
  const here = at >= 0 ? items[at]?.row.id : undefined;
  const extend = (step: number, event?: KeyboardEvent) => {
    const id = go(step, event);
    if (id) selection.choose(here ? [here, id] : [id]);
  };
  useShortcuts({
    'list.next': (event) => void go(1, event),
    'list.previous': (event) => void go(-1, event),
    'list.filter': () => filterField.current?.focus(),
    'list.select': () => {
      const id = here ?? items[0]?.row.id;
      if (id) selection.toggle(id);
    },
    'list.selectNext': (event) => extend(1, event),
    'list.selectPrevious': (event) => extend(-1, event),
    'list.selectAll': selectAll,
  });
}
