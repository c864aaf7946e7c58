import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Draft } from '@/api/types';

export interface ScheduledReply {
  id: string;
  author: { id: string | null; name: string | null };
  text: string | null;
  files: number;
  sendAt: string;
}

const of = (conversationId: string) => `/api/conversations/${conversationId}/scheduled`;

/** @param changed Anything that is another value whenever the list may be another one. */
export const useScheduled = (conversationId: string, changed: string, wanted: boolean) =>
  useQuery({
    queryKey: ['scheduled', conversationId, changed],
    enabled: wanted,
    queryFn: async () => (await request<{ items: ScheduledReply[] }>(of(conversationId))).items,
    placeholderData: (before) => before,
  });

export const cancelScheduled = (conversationId: string, id: string): Promise<{ text: string | null; letter: Draft['letter'] }> => request<{ text: string | null; letter: Draft['letter'] }>(`${of(conversationId)}/${id}`, { method: 'DELETE' });
export const sendScheduledNow = (conversationId: string, id: string): Promise<void> => request<void>(`${of(conversationId)}/${id}/send`, { method: 'POST', body: {} });

/** When the brand opens next; null while it is open. */
export function useNextOpening(brandId: string, wanted: boolean): string | null {
  const { data } = useQuery({ queryKey: ['opening', brandId], enabled: wanted, staleTime: 60_000, queryFn: () => request<{ nextOpening: string | null }>(`/api/brands/${brandId}/calendar`) });
  return data?.nextOpening ?? null;
}
