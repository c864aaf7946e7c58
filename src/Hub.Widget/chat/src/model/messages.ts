import type { Pending, VisitorMessage } from './types';

/** Upserts by number; of two versions of one message the newer stays, at equal versions the one that came last. */
export function mergeMessages(known: VisitorMessage[], incoming: VisitorMessage[]): VisitorMessage[] {
  if (incoming.length === 0) return known;
  const byNumber = new Map(known.map((message) => [message.number, message]));
  let changed = false;
  for (const message of incoming) {
    const before = byNumber.get(message.number);
    if (before && before.version > message.version) continue;
    byNumber.set(message.number, message);
    changed = true;
  }
  return changed ? [...byNumber.values()].sort((a, b) => a.number - b.number) : known;
}

/** What the hub gave back is no longer pending. */
export function settlePending(pending: Pending[], messages: VisitorMessage[]): Pending[] {
  const back = new Set(messages.map((message) => message.id).filter((id) => id !== null));
  const left = pending.filter((item) => !back.has(item.id));
  return left.length === pending.length ? pending : left;
}

/**
 * After a long absence the newest page may not touch what is known. Then the old part goes and is loaded again
 * when the visitor scrolls up: a list with a hole would be a lie.
 */
export function mergeSnapshot(known: VisitorMessage[], page: VisitorMessage[], hasMore: boolean): VisitorMessage[] {
  const first = page[0];
  const last = known[known.length - 1];
  if (hasMore && first && last && first.number > last.number) return mergeMessages([], page);
  return mergeMessages(known, page);
}

export function isFromStaff(message: VisitorMessage): boolean {
  return message.from === 'agent' || message.from === 'bot';
}

export function countUnread(messages: VisitorMessage[], readUpTo: number): number {
  return messages.reduce((count, message) => count + (isFromStaff(message) && message.number > readUpTo ? 1 : 0), 0);
}

export function lastStaffMessage(messages: VisitorMessage[]): VisitorMessage | null {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message && isFromStaff(message)) return message;
  }
  return null;
}
