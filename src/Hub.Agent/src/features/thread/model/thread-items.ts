import type { Message, MessageVia } from '@/api/types';
import { dayKey } from '@/shared/lib/dates';

export type ThreadItem =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'crossing'; key: string; via: MessageVia | null }
  | { type: 'activities'; key: string; messages: Message[] }
  | { type: 'message'; key: string; message: Message; startsGroup: boolean };

const sameGroupWithin = 5 * 60_000;

const continues = (before: Message | undefined, message: Message): boolean =>
  before !== undefined &&
  before.kind === message.kind &&
  before.sender.type === message.sender.type &&
  before.sender.id === message.sender.id &&
  before.via?.identityId === message.via?.identityId &&
  before.content.author?.id === message.content.author?.id &&
  Date.parse(message.at) - Date.parse(before.at) < sameGroupWithin;

/** What the thread shows, top to bottom: days, the unread mark, where it crosses over to another channel, folded activities, messages grouped by sender. */
export function threadItems(messages: readonly Message[], firstUnread: number | null): ThreadItem[] {
  const items: ThreadItem[] = [];
  let day = '';
  let before: Message | undefined;
  let on: string | undefined;
  for (const message of messages) {
    const today = dayKey(message.at);
    if (today !== day) {
      day = today;
      before = undefined;
      items.push({ type: 'day', key: `day-${message.number}`, at: message.at });
    }
    if (message.number === firstUnread) {
      before = undefined;
      items.push({ type: 'unread', key: 'unread' });
    }
    if ((message.kind === 'inbound' || message.kind === 'outbound') && message.via?.identityId !== on) {
      on = message.via?.identityId;
      before = undefined;
      items.push({ type: 'crossing', key: `c-${message.number}`, via: message.via ?? null });
    }
    const last = items.at(-1);
    if (message.kind !== 'activity') items.push({ type: 'message', key: `m-${message.number}`, message, startsGroup: !continues(before, message) });
    else if (last?.type === 'activities') last.messages.push(message);
    else items.push({ type: 'activities', key: `a-${message.number}`, messages: [message] });
    before = message.kind === 'activity' ? undefined : message;
  }
  return items;
}

/** The number of the first of the last `unread` customer messages; null when it is not loaded or nothing is unread. */
export function firstUnreadNumber(messages: readonly Message[], unread: number): number | null {
  let left = unread;
  for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = messages[index];
    if (message?.kind !== 'inbound') continue;
    left -= 1;
    if (left === 0) return message.number;
  }
  return null;
}
