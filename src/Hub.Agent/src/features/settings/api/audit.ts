import { useInfiniteQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { AuditEntry, AuditVerdict, Page } from '@/api/types';

/** As in the address of the page; empty means any. */
export interface AuditFilter {
  actor: string;
  action: string;
  customer: string;
  conversation: string;
  /** Days of this browser's calendar, both included. */
  from: string;
  to: string;
}

const dayStart = (day: string): string | null => (day ? new Date(`${day}T00:00`).toISOString() : null);

function dayEnd(day: string): string | null {
  if (!day) return null;
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}

const search = (filter: AuditFilter) => ({
  actor: filter.actor,
  action: filter.action,
  customer: filter.customer,
  conversation: filter.conversation,
  from: dayStart(filter.from),
  to: dayEnd(filter.to),
});

export const useAudit = (filter: AuditFilter) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => request<Page<AuditEntry>>(`/api/audit${query({ ...search(filter), cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export const exportHref = (filter: AuditFilter): string => `/api/audit/export${query(search(filter))}`;
export const verifyAudit = (checkpoint: string): Promise<AuditVerdict> => request('/api/audit/verify', { method: 'POST', body: { checkpoint: checkpoint || null } });
