import { request } from '@/api/http';
import type { Message } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';

const of = ({ conversationId, number }: Message) => `/api/conversations/${conversationId}/messages/${number}`;

export const reveal = (message: Message, reason: string): Promise<{ text: string }> => request<{ text: string }>(`${of(message)}/reveal`, { method: 'POST', body: { reason } });

export interface Removal {
  ranges?: { start: number; length: number }[];
  attachmentId?: string;
  reason: string;
}

export async function redact(message: Message, removal: Removal): Promise<void> {
  publishEvents([{ type: 'message', message: await request<Message>(`${of(message)}/redact`, { method: 'POST', body: removal }) }]);
}
