import type { ConversationRow, Message } from '@/api/types';

export type Change = { kind: 'owner'; ownerId: string | null } | { kind: 'answer'; message: Message } | { kind: 'other' };

export interface Looked {
  expectedOwnerId: string | null;
  seenNumber: number;
}

/** What happened after the writer looked: the reasons why the server asked first. */
export function changesSince(looked: Looked, current: Pick<ConversationRow, 'ownerId'> | null, messages: readonly Message[], me: string): Change[] {
  const changes: Change[] = [];
  if (current && current.ownerId !== looked.expectedOwnerId) changes.push({ kind: 'owner', ownerId: current.ownerId });
  const answer = messages.findLast((message) => message.number > looked.seenNumber && message.kind === 'outbound' && message.sender.id !== me);
  if (answer) changes.push({ kind: 'answer', message: answer });
  return changes.length > 0 ? changes : [{ kind: 'other' }];
}
