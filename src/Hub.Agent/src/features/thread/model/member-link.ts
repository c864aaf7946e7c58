import type { MessageContent } from '@/api/types';

export type LinkState = 'sent' | 'linked' | 'failed' | 'expired';

/** How far a member link has come; null while it has not left. What came of it counts more than the time that has passed. */
export function linkState({ expiresAt, result }: Extract<MessageContent, { type: 'memberLink' }>, now: number): LinkState | null {
  if (result) return result;
  if (!expiresAt) return null;
  return new Date(expiresAt).getTime() > now ? 'sent' : 'expired';
}
