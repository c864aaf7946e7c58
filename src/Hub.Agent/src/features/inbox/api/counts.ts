import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Counts } from '@/api/types';

export const countsKey = ['conversations', 'counts'] as const;

export const useCounts = (): Counts | undefined => useQuery({ queryKey: countsKey, queryFn: ({ signal }) => request<Counts>('/api/conversations/counts', { signal }) }).data;
