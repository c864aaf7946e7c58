import type { Message } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';

/** The message each conversation's next answer is about. */
const quoting = createStore<Record<string, Message | undefined>>({});


/** Its number; none where the answer goes another way than the message came. */
export function quotedNumber(conversationId: string, via: string | null): number | undefined {
  const message = quoting.get()[conversationId];
  return message && (message.via?.identityId ?? null) === via ? message.number : undefined;
}
export const quote = (conversationId: string, message: Message | undefined): void => quoting.set((all) => ({ ...all, [conversationId]: message }));
export const useQuoted = (conversationId: string): Message | undefined => useStore(quoting, (all) => all[conversationId]);

/** The beginning of a message's words; empty where it has none. */
export function wordsOfMessage({ content }: Message): string {
  if (content.type === 'text' || content.type === 'email') return content.body;
  if (content.type === 'file') return content.caption ?? '';
  return content.type === 'rich' ? content.altText : '';
}
