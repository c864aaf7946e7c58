import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { AttentionItem, Page } from '@/api/types';

/** Everything below it is asked for again whenever a conversation changes. */
export const attentionKey = ['attention'] as const;

export interface AttentionCounts {
  sends: number;
  parked: number;
}

const anyway = 60_000;

export const useAttentionCounts = (): AttentionCounts | undefined =>
  useQuery({ queryKey: [...attentionKey, 'counts'], queryFn: ({ signal }) => request<AttentionCounts>('/api/attention/counts', { signal }), refetchInterval: anyway }).data;

export const useUnsettledSends = () =>
  useInfiniteQuery({
    queryKey: [...attentionKey, 'sends'],
    queryFn: ({ pageParam, signal }) => request<Page<AttentionItem>>(`/api/attention${query({ cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
