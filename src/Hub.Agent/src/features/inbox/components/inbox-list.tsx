import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAgents } from '@/api/directory';
import type { ConversationRow, View } from '@/api/types';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { useCounts } from '../api/counts';
import { useView } from '../api/view-query';
import { useInboxTexts } from '../locales/use-inbox-texts';
import type { ShownRow } from '../model/hold-order';
import { matchesFilter } from '../model/matches-filter';
import { ConversationRowItem } from './conversation-row';
import styles from './inbox-list.module.css';
import { ListHeader } from './list-header';
import { useHeldRows } from './use-held-rows';

const rowHeight = 84;
const repeatPause = 120;
const noRows: ConversationRow[] = [];

export function InboxList({ view, selectedId }: { view: View; selectedId: string | null }) {
  const t = useInboxTexts();
  const shared = useSharedTexts();
  const { state, isPending, isError, refetch, loadMore, loadingMore } = useView(view);
  const [filter, setFilter] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const all = state?.rows ?? noRows;
  const rows = useMemo(() => (filter.trim() ? all.filter((row) => matchesFilter(row, filter)) : all), [all, filter]);
  const [pointerOn, setPointerOn] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [released, setReleased] = useState(0);
  const listId = `${view}/${filter}/${released}`;
  const shown = useHeldRows(listId, rows, pointerOn || scrolled);
  const virtual = useVirtualizer({ count: shown.items.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, getItemKey: (index) => shown.items[index]?.row.id ?? index });
  const ownerNames = useOwnerNames();
  const href = (id: string) => `/inbox/${view}/${id}`;

  const visible = virtual.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (state?.next && lastVisible >= shown.items.length - 15) void loadMore();
  }, [state?.next, lastVisible, shown.items.length, loadMore]);

  useListKeys({ items: shown.items, selectedId, href, filterField, reveal: (index) => virtual.scrollToIndex(index) });

  const release = () => {
    setReleased((count) => count + 1);
    scroller.current?.scrollTo({ top: 0 });
  };

  return (
    <section className={styles.list} aria-label={t.list}>
      <ListHeader view={view} filter={filter} onFilter={setFilter} field={filterField} found={filter.trim() ? rows.length : null} />
      {shown.waiting > 0 && <button type="button" className={styles.pill} onClick={release}>{t.waiting(shown.waiting)}</button>}
      <div ref={scroller} className={styles.scroller} onPointerMove={(event) => event.pointerType === 'mouse' && setPointerOn(true)} onPointerLeave={() => setPointerOn(false)} onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 8)}>
        {isPending && <Skeleton rows={8} />}
        {isError && !state && <ErrorState title={t.failed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
        {state && shown.items.length === 0 && <Empty view={view} filtered={filter.trim() !== ''} />}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {visible.map((item) => {
            const shownRow = shown.items[item.index];
            if (!shownRow) return null;
            const { row, left } = shownRow;
            return (
              <div key={item.key} className={styles.slot} style={{ transform: `translateY(${item.start}px)` }}>
                <ConversationRowItem row={row} left={left} href={href(row.id)} selected={row.id === selectedId} ownerName={view === 'mine' ? null : (ownerNames.get(row.ownerId ?? '') ?? null)} />
              </div>
            );
          })}
        </div>
        {loadingMore && <p className={styles.loading}>{t.loadMore}</p>}
      </div>
    </section>
  );
}

function Empty({ view, filtered }: { view: View; filtered: boolean }) {
  const t = useInboxTexts();
  const waiting = useCounts()?.unassigned ?? 0;
  if (filtered) return <EmptyState icon="search" title={t.nothingFound} />;
  const [title, detail] = t.empty[view];
  return (
    <EmptyState icon={view === 'snoozed' ? 'clock' : view === 'resolved' ? 'check' : 'inbox'} title={title ?? ''}>
      {view === 'mine' && waiting > 0 ? <Link href="/inbox/unassigned" className={styles.toUnassigned}>{t.toUnassigned(waiting)}</Link> : detail}
    </EmptyState>
  );
}

function useOwnerNames(): Map<string, string> {
  const agents = useAgents();
  return useMemo(() => new Map(agents.map((agent) => [agent.id, agent.name])), [agents]);
}

interface ListKeys {
  items: readonly ShownRow[];
  selectedId: string | null;
  href: (id: string) => string;
  filterField: RefObject<HTMLInputElement | null>;
  reveal: (index: number) => void;
}

function useListKeys({ items, selectedId, href, filterField, reveal }: ListKeys): void {
  const [, navigate] = useLocation();
  const at = useMemo(() => (selectedId ? items.findIndex(({ row }) => row.id === selectedId) : -1), [items, selectedId]);
  // Where the open conversation stood before it left the view: from there the walk goes on.
  const lastAt = useRef(0);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
  }, [at]);
  const wentAt = useRef(0);
  const go = (step: number, event: KeyboardEvent) => {
    // A key held down walks at a pace at which each conversation can still be fetched.
    if (event.repeat && event.timeStamp - wentAt.current < repeatPause) return;
    wentAt.current = event.timeStamp;
    const from = at >= 0 ? at + step : selectedId ? lastAt.current + Math.min(step, 0) : 0;
    const to = Math.max(0, Math.min(items.length - 1, from));
    const id = items[to]?.row.id;
    if (!id) return;
    reveal(to);
    navigate(href(id), { replace: selectedId !== null });
  };
  useShortcuts({
    KeyJ: (event) => go(1, event),
    KeyK: (event) => go(-1, event),
    ArrowDown: (event) => go(1, event),
    ArrowUp: (event) => go(-1, event),
    Slash: () => filterField.current?.focus(),
  });
}
