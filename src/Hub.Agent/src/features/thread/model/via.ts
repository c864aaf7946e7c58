import type { ConversationDetail, ReplyWay, ReplyWays } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';

/** What was chosen, kept with the draft, and where the customer had written from then: when they write from elsewhere it is chosen anew. */
export interface Choice {
  identityId: string;
  usual: string | null;
}

const store = createStore<Record<string, Choice>>({});

export const chooseVia = (conversationId: string, choice: Choice): void => store.set((all) => ({ ...all, [conversationId]: choice }));
export const choiceOf = (conversationId: string): Choice | undefined => store.get()[conversationId];
export const useChoice = (conversationId: string): Choice | undefined => useStore(store, (all) => all[conversationId]);

/** The chosen way, else the one the customer used last, else the conversation's own: the first that can be used. */
export function wayOf(ways: ReplyWays | undefined, choice: Choice | undefined): ReplyWay | undefined {
  if (!ways) return undefined;
  const find = (id: string | null) => ways.items.find((way) => way.identityId === id);
  const chosen = choice && choice.usual === ways.usual ? find(choice.identityId) : undefined;
  if (chosen) return chosen;
  const home = ways.items.find((way) => way.home);
  return [find(ways.usual), home].find((way) => way?.reason === null) ?? home;
}

/** The conversation as the composer sees it when a reply goes that way: what the channel carries, and what it costs. */
export function through(detail: ConversationDetail, way: ReplyWay | undefined): ConversationDetail {
  if (!way || way.home) return detail;
  const { channel, accountId, accountName, capabilities, freeReplyUntil, sendingPaused, letter, reason } = way;
  return { ...detail, channel, accountId, accountName, capabilities, freeReplyUntil, sendingPaused, letter, canReply: reason === null, cannotReplyReason: reason };
}
