import { request } from '@/api/http';
import type { ConversationRow, Draft, DraftKind, Message } from '@/api/types';
import type { Composed } from '../model/composed';
import type { LetterDraft } from '../model/letter-draft';

export interface ReplyBody {
  id: string;
  text: string;
  attachmentIds?: string[];
  expectedOwnerId?: string | null;
  seenNumber?: number;
  statusAfter?: { status: 'resolved' };
  confirmed?: string[];
  undoSeconds?: number;
  sendAt?: string;
  letter?: LetterDraft;
  composed?: Composed;
  via?: string;
}

/** The message, or the row of the conversation when it is to be sent later. */
export const sendReply = (conversationId: string, body: ReplyBody): Promise<Message | ConversationRow> => request<Message | ConversationRow>(`/api/conversations/${conversationId}/messages`, { method: 'POST', body });
export const addNote = (conversationId: string, body: { id: string; text: string; mentions?: string[] }): Promise<Message> => request<Message>(`/api/conversations/${conversationId}/notes`, { method: 'POST', body });
export const saveDraft = (conversationId: string, kind: DraftKind, text: string, letter: Draft['letter'] = null, way: Draft['way'] = null): Promise<void> => request<void>(`/api/conversations/${conversationId}/draft`, { method: 'PUT', body: { kind, text, letter, way } });
