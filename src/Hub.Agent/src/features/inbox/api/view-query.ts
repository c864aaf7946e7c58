import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { query, request } from '@/api/http';
import { views } from '@/api/views';
import type { ConversationRow, DeskEvent, ListedView, Page } from '@/api/types';
import { snapshotWithEvents } from '@/realtime/event-log';
import { useMe } from '@/shared/hooks/use-me';
import { addPage, applyDeskEvent, emptyView, type ViewState } from '../model/apply-desk-event';

const pageSize = 50;
const refetchedAtMost = 400;

export const viewKey = (view: ListedView) => ['conversations', 'view', view] as const;

const fetchPage = (view: ListedView, cursor: string | null, limit = pageSize): Promise<Page<ConversationRow>> =>
  request<Page<ConversationRow>>(`/api/conversations${query({ view, limit, cursor })}`);

/** Fetches as much as was loaded before, so that a fresh snapshot does not shorten the list under the reader. */
async function fetchPages(view: ListedView, wanted: number): Promise<Page<ConversationRow>[]> {
  const pages = [await fetchPage(view, null, wanted > pageSize ? 100 : pageSize)];
  for (let last = pages[0]; last?.next && pages.reduce((sum, page) => sum + page.items.length, 0) < wanted; last = pages.at(-1)) {
    pages.push(await fetchPage(view, last.next, 100));
  }
  return pages;
}

export function useView(view: ListedView) {
  const client = useQueryClient();
  const me = useMe().id;
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: viewKey(view),
    structuralSharing: false,
    queryFn: async (): Promise<ViewState> => {
      const loaded = client.getQueryData<ViewState>(viewKey(view))?.rows.length ?? 0;
      const { snapshot, events } = await snapshotWithEvents(() => fetchPages(view, Math.min(loaded, refetchedAtMost)));
      const state = snapshot.reduce((result, page) => addPage(result, page, { view, me }), emptyView);
      return events.reduce((result, event) => applyDeskEvent(result, event, { view, me }), state);
    },
  });
  return { state: data, isPending, isError, refetch, ...useMore(view, me) };
}

function useMore(view: ListedView, me: string) {
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
        return events.reduce((result, event) => applyDeskEvent(result, event, { view, me }), addPage(state, snapshot, { view, me }));
      });
    } catch {
      // The end of the list stays in reach: scrolling there again asks again.
    } finally {
      running.current = false;
      setLoadingMore(false);
    }
  }, [client, view, me]);
  return { loadMore, loadingMore };
}

/** Applies live events to every view that has been loaded. */
export function applyToViews(client: QueryClient, events: readonly DeskEvent[], me: string): void {
  for (const view of [...views, 'attention'] as const) {
    client.setQueryData<ViewState>(viewKey(view), (state) => state && events.reduce((result, event) => applyDeskEvent(result, event, { view, me }), state));
  }
}
