import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { ReplyWays } from '@/api/types';

/** Where a reply can go. Asked again with every message, since the customer may have written from elsewhere. */
export const useWays = (conversationId: string, lastNumber: number, wanted: boolean) =>
  useQuery({
    queryKey: ['ways', conversationId, lastNumber],
    queryFn: ({ signal }) => request<ReplyWays>(`/api/conversations/${conversationId}/ways`, { signal }),
    enabled: wanted,
    placeholderData: (before) => before,
    staleTime: 10_000,
  }).data;
