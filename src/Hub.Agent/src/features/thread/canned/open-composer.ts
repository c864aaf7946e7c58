import type { CannedReply } from '@/api/types';
import { createStore } from '@/shared/lib/store';

/** The composer that is open, for whoever finds a canned reply elsewhere. It only ever inserts: sending stays a step of its own. */
export interface OpenComposer {
  conversationId: string;
  brandId: string;
  insert: (reply: CannedReply) => void;
}

export const openComposer = createStore<OpenComposer | null>(null);

/** Until the returned function is called, or another composer has opened. */
export function offerComposer(composer: OpenComposer): () => void {
  openComposer.set(composer);
  return () => openComposer.set((now) => (now === composer ? null : now));
}
