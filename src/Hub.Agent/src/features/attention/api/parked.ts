import { useInfiniteQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { Page, ParkedItem } from '@/api/types';

export const parkedKey = ['parked'] as const;

export const useParked = (enabled: boolean) =>
  useInfiniteQuery({
    queryKey: parkedKey,
    queryFn: ({ pageParam, signal }) => request<Page<ParkedItem>>(`/api/parked${query({ cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
    refetchInterval: 60_000,
  });

export const replayParked = (id: string): Promise<{ settled: boolean; error?: string }> => request(`/api/parked/${id}/replay`, { method: 'POST' });
export const discardParked = (id: string): Promise<void> => request(`/api/parked/${id}`, { method: 'DELETE' });
