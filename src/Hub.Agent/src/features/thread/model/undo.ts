import { errorCode, request } from '@/api/http';
import type { Draft, Message, Upload } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';
import { draftOf, returnToDraft } from './drafts';

interface Undoable {
  conversationId: string;
  number: number;
  until: number;
}

const undoable = createStore<Undoable | null>(null);

/** The server answers "too late" in any case; this only decides how long it is offered. */
export function offerUndo(message: Message, seconds: number): void {
  if (seconds <= 0) return;
  const offered = { conversationId: message.conversationId, number: message.number, until: Date.now() + seconds * 1000 };
  undoable.set(() => offered);
  setTimeout(() => undoable.set((now) => (now === offered ? null : now)), seconds * 1000);
}

export const useUndoable = (message: Message): boolean =>
  useStore(undoable, (now) => now !== null && now.conversationId === message.conversationId && now.number === message.number);

/** Null when it was taken back, otherwise the code of the error. */
export async function undoSend(conversationId: string, number: number): Promise<string | null> {
  undoable.set(() => null);
  try {
    const { text, files, letter } = await request<{ text: string | null; files: Upload[]; letter: Draft['letter'] }>(`/api/conversations/${conversationId}/messages/${number}`, { method: 'DELETE' });
    returnToDraft(conversationId, 'reply', text ?? '', files, letter ?? null);
    return null;
  } catch (error) {
    return errorCode(error);
  }
}

/** What Ctrl+Z in an empty composer takes back. */
export function undoableIn(conversationId: string): number | null {
  const now = undoable.get();
  return now?.conversationId === conversationId && draftOf(conversationId, 'reply').text === '' ? now.number : null;
}
