import { useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { ConversationRow, Customer, CustomerSummary, Items, LogDirection, LogMedium, Message, Page, Way } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';

export const useFoundCustomers = (text: string) =>
  useQuery({
    queryKey: ['customers', 'choice', text],
    queryFn: ({ signal }) => request<Page<CustomerSummary>>(`/api/customers${query({ q: text, limit: 20 })}`, { signal }),
    placeholderData: (before) => before,
  });

export const useChosenCustomer = (id: string | null) =>
  useQuery({ queryKey: ['customer', 'choice', id], queryFn: ({ signal }) => request<Customer>(`/api/customers/${id}`, { signal }), enabled: id !== null });

export const useWays = (customerId: string) =>
  useQuery({ queryKey: ['ways', customerId], queryFn: ({ signal }) => request<Items<Way>>(`/api/customers/${customerId}/reachable`, { signal }), staleTime: 0 });

export interface FirstMessage {
  id: string;
  customerId: string;
  identityId: string;
  text: string;
  attachmentIds: string[];
  /** Codes of the questions answered with yes. */
  confirmed: string[];
  letter?: { subject: string };
}

export interface LogBody {
  medium: LogMedium;
  direction: LogDirection;
  reason: string;
  outcome: string;
  text: string;
  startedAt: string | null;
  durationSeconds: number | null;
}

export async function startConversation(body: FirstMessage): Promise<ConversationRow> {
  return tell(await request<ConversationRow>('/api/conversations', { method: 'POST', body }));
}

export async function logConversation(body: LogBody & { id: string; customerId: string; resolved: boolean }): Promise<ConversationRow> {
  return tell(await request<ConversationRow>('/api/conversations/logs', { method: 'POST', body }));
}

/** A new entry in a thread, or a change of one that is there. */
export async function saveLog(conversationId: string, number: number | null, id: string, body: LogBody): Promise<void> {
  const path = `/api/conversations/${conversationId}/logs`;
  const message = number === null ? await request<Message>(path, { method: 'POST', body: { ...body, id } }) : await request<Message>(`${path}/${number}`, { method: 'PUT', body });
  publishEvents([{ type: 'message', message }]);
}

export interface NewCustomer {
  id: string;
  name: string;
  kana: string;
  company: string;
  phone: string;
  email: string;
}

export const createCustomer = (body: NewCustomer): Promise<Customer> => request<Customer>('/api/customers', { method: 'POST', body });

function tell(row: ConversationRow): ConversationRow {
  publishEvents([{ type: 'conversation', row }]);
  return row;
}
