import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useAgents } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { ConversationRow } from '@/api/types';
import { isInbox, type ViewId } from '@/api/views';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { mostAtOnce } from '../api/bulk';
import { useCounts } from '../api/counts';
import { useView } from '../api/view-query';
import { BulkBar } from '../bulk/bulk-bar';
import { useSelection } from '../bulk/use-selection';
import { useInboxTexts } from '../locales/use-inbox-texts';
import { matchesFilter } from '../model/matches-filter';
import { ConversationRowItem } from './conversation-row';
import styles from './inbox-list.module.css';
import { ListHeader } from './list-header';
import { useHeldRows } from './use-held-rows';
import { useListKeys } from './use-list-keys';

const rowHeight = 84;
const noRows: ConversationRow[] = [];

export function InboxList({ view, selectedId }: { view: ViewId; selectedId: string | null }) {
  const t = useInboxTexts();
  const shared = useSharedTexts();
  const { state, isPending, isError, error, refetch, loadMore, loadingMore, loadUpTo } = useView(view);
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

  const order = useMemo(() => shown.items.map(({ row }) => row), [shown.items]);
  const selection = useSelection(order);
  const { toggle, extendTo } = selection;
  const check = useCallback((id: string, extend: boolean) => (extend ? extendTo(id) : toggle(id)), [extendTo, toggle]);
  // Everything that matches, also what has not been loaded and what is typed above, as far as one call carries.
  const selectAll = async () => {
    const loaded = await loadUpTo(mostAtOnce);
    selection.choose(loaded.filter((row) => matchesFilter(row, filter)).map((row) => row.id));
  };
  useListKeys({ items: shown.items, selectedId, href, filterField, reveal: (index) => virtual.scrollToIndex(index), selection, selectAll: () => void selectAll() });

  const release = () => {
    setReleased((count) => count + 1);
    scroller.current?.scrollTo({ top: 0 });
  };

  return (
    <section className={styles.list} aria-label={t.list}>
      <ListHeader view={view} filter={filter} onFilter={setFilter} field={filterField} found={filter.trim() ? rows.length : null} bulk={selection.rows.length > 0 ? <BulkBar selection={selection} onSelectAll={() => void selectAll()} /> : null} />
      {shown.waiting > 0 && <button type="button" className={styles.pill} onClick={release}>{t.waiting(shown.waiting)}</button>}
      <div ref={scroller} className={styles.scroller} onPointerMove={(event) => event.pointerType === 'mouse' && setPointerOn(true)} onPointerLeave={() => setPointerOn(false)} onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 8)}>
        {isPending && <Skeleton rows={8} />}
        {isError && !state && <ErrorState title={errorCode(error) === 'not_found' ? t.viewGone : errorCode(error) === 'view_too_slow' ? t.viewTooSlow : t.failed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
        {state && shown.items.length === 0 && <Empty view={view} filtered={filter.trim() !== ''} />}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {visible.map((item) => {
            const shownRow = shown.items[item.index];
            if (!shownRow) return null;
            const { row, left } = shownRow;
            return (
              <div key={item.key} className={styles.slot} style={{ transform: `translateY(${item.start}px)` }}>
                <ConversationRowItem row={row} left={left} href={href(row.id)} selected={row.id === selectedId} ownerName={view === 'mine' ? null : (ownerNames.get(row.ownerId ?? '') ?? null)} helpName={ownerNames.get(row.help?.byId ?? '') ?? null} checked={selection.ids.has(row.id)} choosing={selection.rows.length > 0} onCheck={check} />
              </div>
            );
          })}
        </div>
        {loadingMore && <p className={styles.loading}>{t.loadMore}</p>}
      </div>
    </section>
  );
}

function Empty({ view, filtered }: { view: ViewId; filtered: boolean }) {
  const t = useInboxTexts();
  const waiting = useCounts()?.unassigned ?? 0;
  if (filtered) return <EmptyState icon="search" title={t.nothingFound} />;
  const [title, detail] = isInbox(view) ? t.empty[view] : t.emptySaved;
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
