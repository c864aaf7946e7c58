import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { Customer, CustomerSummary, DeskEvent, Page, TimelineEntry } from '@/api/types';
import { snapshotWithEvents } from '@/realtime/event-log';
import { applyDeskEvent } from '../model/apply-desk-event';

export const customerKey = (id: string) => ['customer', id] as const;
const timelineKey = (id: string) => ['timeline', id] as const;

export function useCustomer(id: string) {
  return useQuery({
    queryKey: customerKey(id),
    structuralSharing: false,
    // What is not open is not followed: coming back to it means fetching it again.
    staleTime: 0,
    queryFn: async () => {
      const { snapshot, events } = await snapshotWithEvents(() => request<Customer>(`/api/customers/${id}`));
      return events.reduce(applyDeskEvent, snapshot);
    },
  });
}

export type CustomerEdit = Pick<Customer, 'name' | 'kana' | 'company' | 'notes' | 'tags'>;

export function saveCustomer(customer: Customer, change: Partial<CustomerEdit>): Promise<Customer> {
  const { name, kana, company, notes, tags, version } = customer;
  return request<Customer>(`/api/customers/${customer.id}`, { method: 'PUT', body: { name, kana, company, notes, tags, ...change, version } });
}

/** @param seen Refused when it says something else by now. */
export const setCaution = (id: string, caution: { text: string | null; reviewOn: string | null }, seen: string | null): Promise<Customer> => request<Customer>(`/api/customers/${id}/caution`, { method: 'PUT', body: { ...caution, from: { text: seen } } });

export const fetchCustomer = (id: string): Promise<Customer> => request<Customer>(`/api/customers/${id}`);

export const useTimeline = (customerId: string) =>
  useInfiniteQuery({
    queryKey: timelineKey(customerId),
    queryFn: ({ pageParam, signal }) => request<Page<TimelineEntry>>(`/api/customers/${customerId}/timeline${query({ cursor: pageParam, limit: 20 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const useCustomerSearch = (text: string) =>
  useInfiniteQuery({
    queryKey: ['customers', text],
    queryFn: ({ pageParam, signal }) => request<Page<CustomerSummary>>(`/api/customers${query({ q: text.trim(), cursor: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });

export function applyToCustomers(client: QueryClient, events: readonly DeskEvent[]): void {
  client.setQueriesData<Customer>({ queryKey: ['customer'] }, (customer) => customer && events.reduce(applyDeskEvent, customer));
  for (const event of events) {
    if (event.type !== 'conversation') continue;
    const { row } = event;
    const known = client.getQueryData<InfiniteData<Page<TimelineEntry>>>(timelineKey(row.customer.id));
    if (!known) continue;
    if (!known.pages.some((page) => page.items.some((entry) => entry.conversation.id === row.id))) void client.invalidateQueries({ queryKey: timelineKey(row.customer.id) });
    client.setQueryData<InfiniteData<Page<TimelineEntry>>>(timelineKey(row.customer.id), (data) =>
      data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map((entry) => (entry.conversation.id === row.id && row.version >= entry.conversation.version ? { ...entry, conversation: row } : entry)) })) },
    );
  }
}
