import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { DeskEvent, FollowUp, Page } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';

export type FollowUpsView = 'mine' | 'team' | 'all';

export const followUpsKey = ['followUps'] as const;
const most = 100;

export const useFollowUps = (view: FollowUpsView) =>
  useInfiniteQuery({
    queryKey: [...followUpsKey, view],
    queryFn: ({ pageParam, signal }) => request<Page<FollowUp>>(`/api/follow-ups${query({ view, limit: 50, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** The earliest of a view, for what rings: those further down are due later. */
export const useNextFollowUps = (view: 'mine' | 'team') =>
  useQuery({ queryKey: [...followUpsKey, 'next', view], queryFn: ({ signal }) => request<Page<FollowUp>>(`/api/follow-ups${query({ view, limit: most })}`, { signal }), staleTime: 60_000 });

export interface FollowUpBody {
  dueAt: string;
  ownerId: string | null;
  text: string;
}

const tell = (followUp: FollowUp): FollowUp => {
  publishEvents([{ type: 'followUp', followUp }]);
  return followUp;
};

export const createFollowUp = async (conversationId: string, id: string, body: FollowUpBody): Promise<FollowUp> =>
  tell(await request<FollowUp>(`/api/conversations/${conversationId}/follow-ups`, { method: 'POST', body: { ...body, id } }));

export const updateFollowUp = async (followUp: FollowUp, body: FollowUpBody): Promise<FollowUp> =>
  tell(await request<FollowUp>(`/api/follow-ups/${followUp.id}`, { method: 'PUT', body: { ...body, version: followUp.version } }));

export const setDone = async (id: string, done: boolean): Promise<FollowUp> => tell(await request<FollowUp>(`/api/follow-ups/${id}/done`, { method: done ? 'PUT' : 'DELETE' }));

/** Lists are the server's to sort and to cut; an event says that they have changed. */
export function applyToFollowUps(client: QueryClient, events: readonly DeskEvent[]): void {
  if (events.some((event) => event.type === 'followUp')) void client.invalidateQueries({ queryKey: followUpsKey });
}
