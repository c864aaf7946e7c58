import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { SendingView } from '@/api/types';

export const sendingKey = ['sending'] as const;

/** Off only in a hub that came out of a backup; once on it stays on. */
export const useSending = () =>
  useQuery({
    queryKey: sendingKey,
    queryFn: ({ signal }) => request<SendingView>('/api/sending', { signal }),
    refetchInterval: ({ state }) => (state.data?.on === false ? 20_000 : false),
    staleTime: 60_000,
  }).data;

export const startSending = (): Promise<SendingView> => request('/api/sending/start', { method: 'POST' });
