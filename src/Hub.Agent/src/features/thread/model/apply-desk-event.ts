import type { DeskEvent, Message, MessagePage } from '@/api/types';

/** The loaded end of one conversation: ascending by number, without holes. */
export interface ThreadState {
  conversationId: string;
  messages: Message[];
  hasEarlier: boolean;
  /** A message beyond the next number has come: what lies between has to be fetched. */
  missing: boolean;
}

export const emptyThread = (conversationId: string): ThreadState => ({ conversationId, messages: [], hasEarlier: false, missing: false });

/** Where a number is, or would be inserted. */
function indexOf(messages: readonly Message[], number: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upsert(state: ThreadState, message: Message): ThreadState {
  const first = state.messages[0];
  const last = state.messages.at(-1);
  const index = indexOf(state.messages, message.number);
  const known = state.messages[index];
  if (known?.number === message.number) {
    return message.version <= known.version ? state : { ...state, messages: state.messages.with(index, message) };
  }
  // Older than what is loaded: "load earlier" brings it in its newest version.
  if (first && message.number < first.number && state.hasEarlier) return state;
  const hole = last !== undefined && message.number > last.number + 1;
  return { ...state, messages: state.messages.toSpliced(index, 0, message), missing: state.missing || hole };
}

export function applyDeskEvent(state: ThreadState, event: DeskEvent): ThreadState {
  switch (event.type) {
    case 'message':
      return event.message.conversationId === state.conversationId ? upsert(state, event.message) : state;
    case 'conversation':
    case 'conversationRemoved':
    case 'customer':
    case 'call':
    case 'followUp':
      return state;
  }
}

export function addEarlier(state: ThreadState, page: MessagePage): ThreadState {
  const merged = page.items.reduce((result, message) => upsert(result, message), { ...state, hasEarlier: false });
  return { ...merged, missing: state.missing, hasEarlier: page.hasMore };
}

/** The number after which something is missing; without a hole that is the last one, so that whoever asks on comes to an end. */
export function endBeforeHole({ messages }: ThreadState): number {
  const hole = messages.findIndex((message, index) => index > 0 && message.number !== (messages[index - 1]?.number ?? 0) + 1);
  return (hole < 0 ? messages.at(-1) : messages[hole - 1])?.number ?? 0;
}

export function addLater(state: ThreadState, page: MessagePage): ThreadState {
  const merged = page.items.reduce((result, message) => upsert(result, message), state);
  return { ...merged, missing: page.hasMore };
}
