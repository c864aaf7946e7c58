import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { query, request } from '@/api/http';
import { isBuiltIn, type ViewId, views } from '@/api/views';
import type { ConversationRow, DeskEvent, Page } from '@/api/types';
import { snapshotWithEvents } from '@/realtime/event-log';
import { useMe } from '@/shared/hooks/use-me';
import { addPage, applyDeskEvent, emptyView, type ViewState } from '../model/apply-desk-event';
import { builtInView, savedView, type ViewOf } from '../model/view-of';
import { askAgain, followSavedViews, touchedIn } from '../saved/follow-saved-views';
import { useSavedViews } from './saved-views';
import { viewKey } from './view-key';

const pageSize = 50;
const refetchedAtMost = 400;
const renewedEvery = 60_000;

const fetchPage = (view: ViewId, cursor: string | null, limit = pageSize): Promise<Page<ConversationRow>> =>
  request<Page<ConversationRow>>(isBuiltIn(view) ? `/api/conversations${query({ view, limit, cursor })}` : `/api/views/${view}/conversations${query({ limit, cursor })}`);

/** Fetches as much as was loaded before, so that a fresh snapshot does not shorten the list under the reader. */
async function fetchPages(view: ViewId, wanted: number): Promise<Page<ConversationRow>[]> {
  const pages = [await fetchPage(view, null, wanted > pageSize ? 100 : pageSize)];
  for (let last = pages[0]; last?.next && pages.reduce((sum, page) => sum + page.items.length, 0) < wanted; last = pages.at(-1)) {
    pages.push(await fetchPage(view, last.next, 100));
  }
  return pages;
}

/** Brings a snapshot up to what happened meanwhile: a list of the hub's own knows by itself, for a saved one the server is asked. */
function settle(client: QueryClient, view: ViewId, state: ViewState, events: readonly DeskEvent[], of: ViewOf): ViewState {
  if (isBuiltIn(view)) return events.reduce((result, event) => applyDeskEvent(result, event, of), state);
  askAgain(client, view, touchedIn(events));
  return state;
}

export function useView(view: ViewId) {
  const client = useQueryClient();
  const me = useMe().id;
  const saved = useSavedViews()?.find((each) => each.id === view);
  const sort = saved?.sort ?? 'newest';
  const of = useMemo(() => (isBuiltIn(view) ? builtInView(view, me) : savedView(sort)), [view, me, sort]);
  const { data, isPending, isError, error, refetch } = useQuery({
    queryKey: viewKey(view),
    structuralSharing: false,
    enabled: isBuiltIn(view) || saved !== undefined,
    refetchInterval: saved?.timed ? renewedEvery : false,
    queryFn: async (): Promise<ViewState> => {
      const loaded = client.getQueryData<ViewState>(viewKey(view))?.rows.length ?? 0;
      const { snapshot, events } = await snapshotWithEvents(() => fetchPages(view, Math.min(loaded, refetchedAtMost)));
      return settle(client, view, snapshot.reduce((result, page) => addPage(result, page, of), emptyView), events, of);
    },
  });
  return { state: data, saved, isPending, isError, error, refetch, ...useMore(view, of) };
}

function useMore(view: ViewId, of: ViewOf) {
  const client = useQueryClient();
  const running = useRef(false);
  const [loadingMore, setLoadingMore] = useState(false);
  const loadMore = useCallback(async () => {
    const cursor = client.getQueryData<ViewState>(viewKey(view))?.next;
    if (!cursor || running.current) return;
    running.current = true;
    setLoadingMore(true);
    try {
      const { snapshot, events } = await snapshotWithEvents(() => fetchPage(view, cursor));
      client.setQueryData<ViewState>(viewKey(view), (state) => {
        if (!state || state.next !== cursor) return state;
        return settle(client, view, addPage(state, snapshot, of), events, of);
      });
    } catch {
      // The end of the list stays in reach: scrolling there again asks again.
    } finally {
      running.current = false;
      setLoadingMore(false);
    }
  }, [client, view, of]);
  /** Loads until there are so many, or no more. */
  const loadUpTo = useCallback(async (wanted: number): Promise<ConversationRow[]> => {
    const now = () => client.getQueryData<ViewState>(viewKey(view)) ?? emptyView;
    for (let before = -1; now().next !== null && now().rows.length < wanted && before !== now().rows.length; ) {
      before = now().rows.length;
      await loadMore();
    }
    return now().rows;
  }, [client, view, loadMore]);
  return { loadMore, loadingMore, loadUpTo };
}

/** Applies live events to every view that has been loaded. */
export function applyToViews(client: QueryClient, events: readonly DeskEvent[], me: string): void {
  for (const view of [...views, 'attention', 'help'] as const) {
    const of = builtInView(view, me);
    client.setQueryData<ViewState>(viewKey(view), (state) => state && events.reduce((result, event) => applyDeskEvent(result, event, of), state));
  }
  followSavedViews(client, events);
}
