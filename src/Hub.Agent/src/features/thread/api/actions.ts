import { ApiError, request } from '@/api/http';
import type { Classification, ConversationRow, Message, StatusChange } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';

// Each answer is a newer row or message: it goes the same way as an event from the server.
async function changeRow(path: string, method: 'PUT' | 'DELETE' | 'POST', body?: unknown): Promise<ConversationRow> {
  try {
    const row = await request<ConversationRow>(path, { method, body });
    publishEvents([{ type: 'conversation', row }]);
    return row;
  } catch (error) {
    const current = error instanceof ApiError ? (error.problem.current as ConversationRow | undefined) : undefined;
    if (current) publishEvents([{ type: 'conversation', row: current }]);
    throw error;
  }
}

const of = (id: string) => `/api/conversations/${id}`;

export interface Assignment {
  ownerId: string | null;
  teamId: string | null;
  /** Refused when it is somebody else's by now. */
  from?: { ownerId: string | null; teamId: string | null };
  /** For whoever gets it. */
  note?: string;
}

export const assign = (id: string, to: Assignment): Promise<ConversationRow> => changeRow(`${of(id)}/assignment`, 'PUT', to);
export const setStatus = (id: string, change: Partial<StatusChange> & Pick<StatusChange, 'status'>): Promise<ConversationRow> => changeRow(`${of(id)}/status`, 'PUT', change);
export const onlyThanks = (id: string): Promise<ConversationRow> => changeRow(`${of(id)}/only-thanks`, 'POST');
export const markSpam = (id: string, block: { reason: string; until: string | null } | null): Promise<ConversationRow> => changeRow(`${of(id)}/spam`, 'PUT', block ? { block: true, ...block } : {});
export const unmarkSpam = (id: string): Promise<ConversationRow> => changeRow(`${of(id)}/spam`, 'DELETE');
export const callForHelp = (id: string): Promise<ConversationRow> => changeRow(`${of(id)}/help`, 'PUT');
export const endHelp = (id: string): Promise<ConversationRow> => changeRow(`${of(id)}/help`, 'DELETE');
export const classify = (id: string, values: Classification): Promise<ConversationRow> => changeRow(`${of(id)}/classification`, 'PUT', values);
export const snooze = (id: string, until: Date): Promise<ConversationRow> => changeRow(`${of(id)}/snooze`, 'PUT', { until: until.toISOString() });
export const wake = (id: string): Promise<ConversationRow> => changeRow(`${of(id)}/snooze`, 'DELETE');
/** @param from Those that were seen: what others have added since stays. */
export const setTags = (id: string, tags: string[], from: string[]): Promise<ConversationRow> => changeRow(`${of(id)}/tags`, 'PUT', { tags, from });
export const markRead = (id: string, upTo: number): Promise<ConversationRow> => changeRow(`${of(id)}/read`, 'PUT', { upTo });

export async function retrySend(id: string, number: number, confirm: boolean): Promise<void> {
  const message = await request<Message>(`${of(id)}/messages/${number}/retry`, { method: 'POST', body: confirm ? { confirm: true } : {} });
  publishEvents([{ type: 'message', message }]);
}
