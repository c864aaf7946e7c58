import { type QueryClient, useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Call, CallDetail, ConversationRow, DeskEvent, Items } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { applyCall } from '../model/ringing-calls';

export const callsKey = ['calls'] as const;

export const useCalls = () => useQuery({ queryKey: callsKey, queryFn: async ({ signal }) => (await request<Items<Call>>('/api/calls', { signal })).items, staleTime: Infinity });

export const useCallDetail = (call: Call) =>
  useQuery({ queryKey: ['call', call.id, call.customerId], queryFn: ({ signal }) => request<CallDetail>(`/api/calls/${call.id}`, { signal }), staleTime: 60_000 });

export async function openCall(id: string, customerId: string | null): Promise<ConversationRow> {
  const row = await request<ConversationRow>(`/api/calls/${id}/open`, { method: 'POST', body: { customerId } });
  publishEvents([{ type: 'conversation', row }]);
  return row;
}

export function applyToCalls(client: QueryClient, events: readonly DeskEvent[]): void {
  for (const event of events) {
    if (event.type === 'call') client.setQueryData<Call[]>(callsKey, (calls) => applyCall(calls ?? [], event.call));
  }
}
