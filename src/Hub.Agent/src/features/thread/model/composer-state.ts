import type { Capabilities, ConversationDetail, DraftKind } from '@/api/types';

export type SendPrice = { kind: 'free'; until: string } | { kind: 'push' } | null;

/** What a reply will cost, known before it is sent; null where the channel makes no difference. */
export function priceOf(detail: Pick<ConversationDetail, 'capabilities' | 'freeReplyUntil'>, now: number): SendPrice {
  if (detail.capabilities.freeReplySeconds === null) return null;
  if (detail.freeReplyUntil && Date.parse(detail.freeReplyUntil) > now) return { kind: 'free', until: detail.freeReplyUntil };
  return { kind: 'push' };
}

export interface ComposerContent {
  kind: DraftKind;
  text: string;
  files: readonly { state: 'uploading' | 'done' | 'failed' }[];
}

/** A key that slipped out of the text must not turn half a note into half a reply: with words in the field it leads back to them. */
export const turnsTo = (kind: DraftKind, wanted: DraftKind, text: string): DraftKind => (text.trim() === '' ? wanted : kind);

/** Providers count UTF-16 units, and so does `length`. */
export function canSend({ kind, text, files }: ComposerContent, capabilities: Pick<Capabilities, 'maxTextLength' | 'attachments'>, canReply: boolean): boolean {
  if (kind === 'note') return text.trim() !== '';
  if (!canReply || text.length > capabilities.maxTextLength || (files.length > 0 && !capabilities.attachments)) return false;
  if (files.some((file) => file.state !== 'done')) return false;
  return text.trim() !== '' || files.length > 0;
}
