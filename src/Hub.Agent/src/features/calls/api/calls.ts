import { type QueryClient, useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Call, CallDetail, ConversationRow, DeskEvent, Items } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { snapshotWithEvents } from '@/realtime/event-log';
import { applyCall } from '../model/ringing-calls';

export const callsKey = ['calls'] as const;

const applyEvent = (calls: readonly Call[], event: DeskEvent): readonly Call[] => (event.type === 'call' ? applyCall(calls, event.call) : calls);

/** What rings now, with what began to ring while it was asked. */
export async function fetchCalls(signal?: AbortSignal): Promise<readonly Call[]> {
  const { snapshot, events } = await snapshotWithEvents(() => request<Items<Call>>('/api/calls', { signal }));
  return events.reduce(applyEvent, snapshot.items);
}

export const useCalls = () => useQuery({ queryKey: callsKey, queryFn: ({ signal }) => fetchCalls(signal), staleTime: Infinity });

export const useCallDetail = (call: Call) =>
  useQuery({ queryKey: ['call', call.id, call.customerId], queryFn: ({ signal }) => request<CallDetail>(`/api/calls/${call.id}`, { signal }), staleTime: 60_000 });

export async function openCall(id: string, customerId: string | null): Promise<ConversationRow> {
  const row = await request<ConversationRow>(`/api/calls/${id}/open`, { method: 'POST', body: { customerId } });
  publishEvents([{ type: 'conversation', row }]);
  return row;
}

export function applyToCalls(client: QueryClient, events: readonly DeskEvent[]): void {
  if (events.some((event) => event.type === 'call')) client.setQueryData<readonly Call[]>(callsKey, (calls) => events.reduce(applyEvent, calls ?? []));
}
