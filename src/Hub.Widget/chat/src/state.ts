import type { Connection } from './live/live-view';
import { mergeMessages } from './model/messages';
import type { LiveEvent, Pending, Site, Visitor, VisitorMessage } from './model/types';

export interface ChatState {
  phase: 'starting' | 'ready' | 'unavailable';
  /** While starting: the last attempt failed, and the next one comes by itself. */
  struggling: boolean;
  online: boolean;
  connection: Connection;
  visitor: Visitor | null;
  site: Site | null;
  status: string | null;
  /** So many people wait before this one; null: not waiting, or the site does not tell. */
  ahead: number | null;
  /** The words by which the page has invited the visitor. */
  invitation: string | null;
  messages: VisitorMessage[];
  hasMore: boolean;
  loadingEarlier: boolean;
  pending: Pending[];
  agentTyping: { name: string | null } | null;
  readUpTo: number;
  /** The panel is open on the site's page. */
  visible: boolean;
  /** Another number is another person at this computer, who must not find what the one before has typed. */
  person: number;
}

export const initialState: ChatState = {
  phase: 'starting',
  struggling: false,
  online: true,
  connection: 'connecting',
  visitor: null,
  site: null,
  status: null,
  ahead: null,
  invitation: null,
  messages: [],
  hasMore: false,
  loadingEarlier: false,
  pending: [],
  agentTyping: null,
  readUpTo: 0,
  visible: true,
  person: 0,
};

/** Snapshot + events = fresh snapshot, whatever arrives twice or late. */
export function applyEvents(state: ChatState, events: LiveEvent[]): ChatState {
  const incoming: VisitorMessage[] = [];
  let status = state.status;
  for (const event of events) {
    if (event.type === 'message') incoming.push(event.message);
    else if (event.type === 'conversation') status = event.status;
  }
  const messages = mergeMessages(state.messages, incoming);
  if (messages === state.messages && status === state.status) return state;
  const answered = incoming.some((message) => message.from === 'agent' || message.from === 'bot');
  return { ...state, messages, status, agentTyping: answered ? null : state.agentTyping };
}

export class Store {
  #state = initialState;
  readonly #listeners = new Set<(state: ChatState) => void>();

  get state(): ChatState {
    return this.#state;
  }

  set(change: Partial<ChatState>): void {
    this.replace({ ...this.#state, ...change });
  }

  replace(state: ChatState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
