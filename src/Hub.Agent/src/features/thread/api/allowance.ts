import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Allowance } from '@/api/types';

const minute = 60_000;

/** How many of the month's messages are used; asked only where the next one would count. */
export function useAllowance(accountId: string | null, wanted: boolean): Allowance | undefined {
  return useQuery({
    queryKey: ['allowance', accountId],
    queryFn: ({ signal }) => request<Allowance>(`/api/channel-accounts/${accountId}/allowance`, { signal }),
    enabled: wanted && accountId !== null,
    staleTime: minute,
    refetchInterval: minute,
  }).data;
}
