import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { ConversationDetail, DeskEvent } from '@/api/types';
import { followedSnapshot } from '@/realtime/followed-snapshot';
import { applyToDetail } from '../model/apply-row';
import { readingDrafts } from '../model/drafts';

export const detailKey = (id: string) => ['conversation', id] as const;

export function useConversation(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: detailKey(id),
    structuralSharing: false,
    // What is not open is not followed: coming back to it means fetching it again.
    staleTime: 0,
    queryFn: () => fetchDetail(id, () => void client.invalidateQueries({ queryKey: detailKey(id) })),
  });
}

/** `again`: the answer may be older than something it depends on that no event carries. */
export async function fetchDetail(id: string, again: () => void): Promise<ConversationDetail> {
  const read = readingDrafts(id);
  const { snapshot, events } = await followedSnapshot(id, () => request<ConversationDetail>(`/api/conversations/${id}`), again);
  read(snapshot.drafts);
  if (events.some((event) => touchesDetail(event) === id || changesElsewhere(snapshot, event))) setTimeout(again);
  return events.reduce(applyToDetail, snapshot);
}

/** Reads the conversation again: after what no event carries. */
export function useRefresh(id: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: detailKey(id) });
}

/** What only the server knows (reachability, the free reply) may change with what the customer does. */
const touchesDetail = (event: DeskEvent): string | null => {
  if (event.type === 'conversationRemoved') return event.id;
  if (event.type !== 'message') return null;
  return event.message.kind === 'inbound' || event.message.kind === 'activity' ? event.message.conversationId : null;
};

/** What else is open with the customer has changed: the row that says so carries only itself. */
function changesElsewhere(detail: ConversationDetail, event: DeskEvent): boolean {
  if (event.type === 'customer') return event.customer.id === detail.customer.id;
  if (event.type !== 'conversation' || event.row.customer.id !== detail.customer.id || event.row.id === detail.id) return false;
  const known = detail.elsewhere.find((other) => other.id === event.row.id);
  const closed = event.row.status === 'resolved' || event.row.status === 'spam';
  return known ? closed || known.ownerId !== event.row.ownerId : !closed;
}

export function applyToConversations(client: QueryClient, events: readonly DeskEvent[]): void {
  client.setQueriesData<ConversationDetail>({ queryKey: ['conversation'] }, (detail) => detail && events.reduce(applyToDetail, detail));
  const touched = new Set(events.map(touchesDetail).filter((id) => id !== null));
  for (const [, detail] of client.getQueriesData<ConversationDetail>({ queryKey: ['conversation'], type: 'active' })) if (detail && events.some((event) => changesElsewhere(detail, event))) touched.add(detail.id);
  for (const id of touched) void client.invalidateQueries({ queryKey: detailKey(id) }, { cancelRefetch: false });
}
