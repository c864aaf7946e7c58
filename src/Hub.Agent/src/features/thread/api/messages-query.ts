import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { DeskEvent } from '@/api/types';
import { snapshotWithEvents } from '@/realtime/event-log';
import { followedSnapshot } from '@/realtime/followed-snapshot';
import { addEarlier, addLater, applyDeskEvent, emptyThread, endBeforeHole, type ThreadState } from '../model/apply-desk-event';
import { fetchMessages } from './fetch-messages';

const pageSize = 50;
const largestPage = 200;

export const messagesKey = (id: string) => ['messages', id] as const;

export function useMessages(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: messagesKey(id),
    structuralSharing: false,
    // What is not open is not followed: coming back to it means fetching it again.
    staleTime: 0,
    queryFn: async () => {
      // Whoever reads far above stays there; what they see may have changed.
      const loaded = client.getQueryData<ThreadState>(messagesKey(id))?.messages.length ?? 0;
      const limit = Math.min(Math.max(loaded, pageSize), largestPage);
      const { snapshot, events } = await followedSnapshot(id, () => fetchMessages(id, { limit }), () => void lookAtEnd(client, id));
      return events.reduce(applyDeskEvent, addEarlier(emptyThread(id), snapshot));
    },
  });
}

/** What came while nobody told of it: put to what is there. */
async function lookAtEnd(client: QueryClient, id: string): Promise<void> {
  const page = await fetchMessages(id, { limit: pageSize }).catch(() => null);
  applyToThreads(client, (page?.items ?? []).map((message) => ({ type: 'message', message })));
}

/** Brings the page before the first loaded message; true when one came. */
export function useLoadEarlier(id: string): { loadEarlier: () => Promise<boolean>; loading: boolean } {
  const client = useQueryClient();
  const running = useRef(false);
  const [loading, setLoading] = useState(false);
  const loadEarlier = useCallback(async () => {
    const state = client.getQueryData<ThreadState>(messagesKey(id));
    const first = state?.messages[0]?.number;
    if (!state?.hasEarlier || first === undefined || running.current) return false;
    running.current = true;
    setLoading(true);
    try {
      const { snapshot, events } = await snapshotWithEvents(() => fetchMessages(id, { before: first, limit: 100 }));
      client.setQueryData<ThreadState>(messagesKey(id), (now) => now && events.reduce(applyDeskEvent, addEarlier(now, snapshot)));
      return true;
    } catch {
      return false;
    } finally {
      running.current = false;
      setLoading(false);
    }
  }, [client, id]);
  return { loadEarlier, loading };
}

const filling = new Set<string>();

/** Fetches what lies between the loaded end and a message that came out of turn. */
async function fillHole(client: QueryClient, id: string): Promise<void> {
  if (filling.has(id)) return;
  filling.add(id);
  try {
    for (let before = -1; ; ) {
      const state = client.getQueryData<ThreadState>(messagesKey(id));
      const after = state?.missing ? endBeforeHole(state) : before;
      if (after === before) return;
      before = after;
      const page = await fetchMessages(id, { after, limit: largestPage });
      client.setQueryData<ThreadState>(messagesKey(id), (now) => now && addLater(now, page));
    }
  } catch {
    void client.invalidateQueries({ queryKey: messagesKey(id) });
  } finally {
    filling.delete(id);
  }
}

export function applyToThreads(client: QueryClient, events: readonly DeskEvent[]): void {
  const touched = new Set(events.map((event) => (event.type === 'message' ? event.message.conversationId : null)));
  for (const id of touched) {
    if (id === null) continue;
    client.setQueryData<ThreadState>(messagesKey(id), (state) => state && events.reduce(applyDeskEvent, state));
    if (client.getQueryData<ThreadState>(messagesKey(id))?.missing) void fillHole(client, id);
  }
}
