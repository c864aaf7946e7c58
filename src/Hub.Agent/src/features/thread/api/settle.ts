import { request } from '@/api/http';
import type { Message } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';

/** What became of a failed or uncertain message, by a person's word. */
export async function settleSend(message: Message, body: { outcome: 'arrived' } | { outcome: 'dismissed'; reason: string }): Promise<void> {
  const settled = await request<Message>(`/api/conversations/${message.conversationId}/messages/${message.number}/settle`, { method: 'POST', body });
  publishEvents([{ type: 'message', message: settled }]);
}
