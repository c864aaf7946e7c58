import { ApiError, errorCode } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import type { ConversationRow, DeskEvent, DraftKind, Message, Upload } from '@/api/types';
import { connectionState } from '@/realtime/connection-state';
import { publishEvents } from '@/realtime/event-bus';
import { inTurn } from '@/shared/lib/in-turn';
import { newId } from '@/shared/lib/new-id';
import type { SendQuestion } from '@/shared/lib/send-question';
import { createStore, useStore } from '@/shared/lib/store';
import { fetchMessages } from '../api/fetch-messages';
import { addNote, sendReply } from '../api/send';
import type { Looked } from './changed-since';
import type { Composed } from './composed';
import type { LetterDraft } from './letter-draft';
import { offerUndo } from './undo';

export interface Pending {
  id: string;
  conversationId: string;
  kind: DraftKind;
  text: string;
  files: Upload[];
  createdAt: string;
  state: 'sending' | 'failed' | 'changed' | 'asked';
  code: string | null;
  /** What the writer knew; absent once they insist. */
  looked: Looked | null;
  current: ConversationRow | null;
  resolveAfter: boolean;
  /** Colleagues a note names. */
  mentions?: string[];
  /** What the server asks before it sends, and what the writer has said yes to. */
  questions: SendQuestion[];
  confirmed: string[];
  undoSeconds: number;
  /** Not now, but then. */
  sendAt: string | null;
  /** Recipients and subject, where the channel has them. */
  letter?: LetterDraft | null;
  /** A sticker, a place, a card, or answers to choose from. */
  composed?: Composed | null;
  /** Another address of the customer than the conversation's own. */
  via?: string | null;
  /** The number of the message it answers. */
  quotes?: number | undefined;
}

const place = 'hub.outbox';
const none: Pending[] = [];

/** Messages on their way. Kept for this tab across a reload: the id stays the same, so sending again is safe. */
function restore(): Pending[] {
  try {
    const saved = JSON.parse(sessionStorage.getItem(place) ?? '[]') as Pending[];
    return saved.map((each) => (each.state === 'sending' ? { ...each, state: 'failed', code: 'interrupted' } : each));
  } catch {
    return [];
  }
}

const outbox = createStore<Pending[]>(restore());
outbox.subscribe(() => {
  try {
    sessionStorage.setItem(place, JSON.stringify(outbox.get()));
  } catch {
    // Then a reload loses what has not been sent; nothing better is possible.
  }
});

const update = (id: string, change: Partial<Pending>): void => outbox.set((list) => list.map((each) => (each.id === id ? { ...each, ...change } : each)));
const drop = (id: string): void => outbox.set((list) => list.filter((each) => each.id !== id));

/** One after the other in a conversation: what was written first is read first. */
function deliver({ id, conversationId }: Pending): void {
  update(id, { state: 'sending', code: null });
  void inTurn(`send/${conversationId}`, async () => {
    const pending = find(id);
    if (pending) await attempt(pending);
  });
}

async function attempt(pending: Pending): Promise<void> {
  try {
    const answer = await post(pending);
    if ('conversationId' in answer) {
      publishEvents([{ type: 'message', message: answer }]);
      if (pending.kind === 'reply') offerUndo(answer, pending.undoSeconds);
    } else publishEvents([{ type: 'conversation', row: answer }]);
    drop(pending.id);
  } catch (error) {
    const questions = questionsOf(error);
    if (questions) {
      update(pending.id, { state: 'asked', code: null, questions });
      return;
    }
    const changed = error instanceof ApiError && error.code === 'conversation_changed';
    const code = error instanceof ApiError && error.code === 'cannot_send' ? (error.problem.detail ?? error.code) : errorCode(error);
    if (changed) await lookAgain(pending);
    update(pending.id, changed ? { state: 'changed', code: null, current: (error.problem.current as ConversationRow | undefined) ?? null } : { state: 'failed', code });
  }
}

/** What the writer has not seen is shown beside the question; without it they are still asked. */
async function lookAgain({ conversationId, looked }: Pending): Promise<void> {
  const page = await fetchMessages(conversationId, { after: looked?.seenNumber ?? 0, limit: 50 }).catch(() => null);
  publishEvents((page?.items ?? []).map((message) => ({ type: 'message', message })));
}

function post({ conversationId, kind, id, text, files, looked, confirmed, undoSeconds, sendAt, resolveAfter, mentions, letter, composed, via, quotes }: Pending): Promise<Message | ConversationRow> {
  if (kind === 'note') return addNote(conversationId, { id, text, ...(mentions && mentions.length > 0 ? { mentions } : {}) });
  return sendReply(conversationId, {
    id,
    text,
    ...(files.length > 0 ? { attachmentIds: files.map((file) => file.id) } : {}),
    ...(confirmed.length > 0 ? { confirmed } : {}),
    ...(sendAt ? { sendAt } : { undoSeconds }),
    ...looked,
    ...(resolveAfter ? { statusAfter: { status: 'resolved' } } : {}),
    ...(letter ? { letter } : {}),
    ...(composed ? { composed } : {}),
    ...(via ? { via } : {}),
    ...(quotes === undefined ? {} : { quotes }),
  });
}

export type Outgoing = Pick<Pending, 'conversationId' | 'kind' | 'text' | 'files' | 'looked' | 'resolveAfter' | 'mentions' | 'undoSeconds' | 'sendAt' | 'letter' | 'composed' | 'via' | 'quotes'>;

export function send(outgoing: Outgoing): void {
  const pending: Pending = { ...outgoing, id: newId(), createdAt: new Date().toISOString(), state: 'sending', code: null, current: null, questions: [], confirmed: [] };
  outbox.set((list) => [...list, pending]);
  deliver(pending);
}

const find = (id: string): Pending | undefined => outbox.get().find((each) => each.id === id);

export function sendAgain(id: string): void {
  const pending = find(id);
  if (pending) deliver(pending);
}

export function insist(id: string): void {
  update(id, { looked: null });
  sendAgain(id);
}

/** Yes to everything that was asked. */
export function confirmAsked(id: string): void {
  const pending = find(id);
  if (!pending) return;
  update(id, { confirmed: [...pending.confirmed, ...pending.questions.map((question) => question.code)], questions: [] });
  sendAgain(id);
}

/** Takes the message back, to be edited. */
export function withdraw(id: string): Pending | undefined {
  const pending = find(id);
  drop(id);
  return pending;
}

/** The message has come back from the server, perhaps before the answer to our request, or instead of it. */
export function settlePending(events: readonly DeskEvent[]): void {
  const arrived = new Set(events.map((event) => (event.type === 'message' ? event.message.id : null)));
  if (outbox.get().some((each) => arrived.has(each.id))) outbox.set((list) => list.filter((each) => !arrived.has(each.id)));
}

// What failed for want of a connection goes out by itself when it is back.
connectionState.subscribe(() => {
  if (connectionState.get() !== 'live' && connectionState.get() !== 'polling') return;
  for (const pending of outbox.get()) if (pending.state === 'failed' && (pending.code === 'network' || pending.code === 'interrupted')) deliver(pending);
});

const ofConversation = new WeakMap<Pending[], Map<string, Pending[]>>();

function select(list: Pending[], conversationId: string): Pending[] {
  let known = ofConversation.get(list);
  if (!known) ofConversation.set(list, (known = new Map()));
  let result = known.get(conversationId);
  if (!result) known.set(conversationId, (result = list.filter((each) => each.conversationId === conversationId)));
  return result;
}

export const usePending = (conversationId: string): Pending[] => useStore(outbox, (list) => (list.length === 0 ? none : select(list, conversationId)));
export const useQueuedCount = (): number => useStore(outbox, (list) => list.length);
