import type { Draft, DraftKind, Upload } from '@/api/types';
import { connectionState } from '@/realtime/connection-state';
import { createStore, useStore } from '@/shared/lib/store';
import { saveDraft } from '../api/send';
import { setAnswers } from './composed';
import { quote } from './quoting';
import { type Choice, chooseVia, choiceOf } from './via';
import { changeLetter, clearLetter, type EditedLetter, editsOf, fromKept, toKeep } from './letter-draft';

export interface DraftFile {
  key: string;
  name: string;
  size: number;
  share: number;
  state: 'uploading' | 'done' | 'failed';
  code: string | null;
  upload: Upload | null;
  cancel: () => void;
}

export interface LocalDraft {
  text: string;
  files: DraftFile[];
  /** Not yet on the server. */
  unsaved: boolean;
  /** The words the server has, as far as is known here. */
  kept: string;
}

const empty: LocalDraft = { text: '', files: [], unsaved: false, kept: '' };
const store = createStore<Record<string, LocalDraft>>({});
const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** What is being saved, and whether once more afterwards. */
const saving = new Map<string, { again: boolean }>();
const begun = new Map<string, number>();
const current = new WeakSet<readonly Draft[]>();
const saveAfter = 800;

const keyOf = (conversationId: string, kind: DraftKind): string => `${conversationId}/${kind}`;
const local = (key: string): string => `hub.draft.${key}`;
const wayKey = (conversationId: string): string => `${conversationId}/way`;
const letterKey = (conversationId: string): string => `${conversationId}/letter`;

function keep(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(local(key), text);
    else sessionStorage.removeItem(local(key));
  } catch {
    // The server's copy has to do.
  }
}

const change = (key: string, make: (draft: LocalDraft) => LocalDraft): void => store.set((all) => ({ ...all, [key]: make(all[key] ?? empty) }));

export const useDraft = (conversationId: string, kind: DraftKind): LocalDraft => useStore(store, (all) => all[keyOf(conversationId, kind)] ?? empty);
export const draftOf = (conversationId: string, kind: DraftKind): LocalDraft => store.get()[keyOf(conversationId, kind)] ?? empty;

/** The server's drafts fill what has not been touched here; what was typed here before a reload is newer than both. */
export function seedDrafts(conversationId: string, drafts: readonly Draft[]): void {
  for (const kind of ['reply', 'note'] as const) {
    const key = keyOf(conversationId, kind);
    const kept = drafts.find((draft) => draft.kind === kind);
    if (store.get()[key]) {
      if (kept && current.has(drafts)) takeIn(conversationId, kind, kept);
      continue;
    }
    const typed = sessionStorage.getItem(local(key));
    const text = typed ?? kept?.text ?? '';
    store.set((all) => ({ ...all, [key]: { ...empty, text, kept: kept?.text ?? '' } }));
    const edited = kind === 'reply' && seedLetter(conversationId, kept?.letter ?? null);
    const chosen = kind === 'reply' && seedWay(conversationId, kept?.way ?? null);
    if (typed !== null || edited || chosen) schedule(conversationId, kind);
  }
}

/**
 * The hub has put words into the draft (a planned reply that was cancelled), or another window has: the next key press must not write over them. Drafts that
 * were read while some were being saved may be older than what is known here.
 */
function takeIn(conversationId: string, kind: DraftKind, { text, letter }: Draft): void {
  const draft = draftOf(conversationId, kind);
  if (text === draft.kept) return;
  const added = text.startsWith(draft.kept) ? text.slice(draft.kept.length).trimStart() : null;
  change(keyOf(conversationId, kind), (now) => ({ ...now, kept: text }));
  if (text === draft.text) return;
  if (draft.text === draft.kept) change(keyOf(conversationId, kind), (now) => ({ ...now, text }));
  else if (added && !draft.text.includes(added)) writeDraft(conversationId, kind, draft.text ? `${draft.text}\n\n${added}` : added);
  if (kind === 'reply') seedLetter(conversationId, letter ?? null);
}

/** Begun before drafts are read; said of them afterwards. */
export function readingDrafts(conversationId: string): (drafts: readonly Draft[]) => void {
  const before = begun.get(conversationId);
  const still = !(['reply', 'note'] as const).some((kind) => saving.has(keyOf(conversationId, kind)));
  return (drafts) => {
    if (still && begun.get(conversationId) === before) current.add(drafts);
  };
}

/** @returns Whether it was edited here and is not on the server yet. */
function seedLetter(conversationId: string, kept: Draft['letter']): boolean {
  const here = sessionStorage.getItem(local(letterKey(conversationId)));
  const letter = here === null ? kept : (JSON.parse(here) as Draft['letter']);
  if (letter && editsOf(conversationId) === null) changeLetter(conversationId, fromKept(letter));
  return here !== null;
}

/** @returns Whether it was chosen here and is not on the server yet. */
function seedWay(conversationId: string, kept: Draft['way']): boolean {
  const here = sessionStorage.getItem(local(wayKey(conversationId)));
  const choice = here === null ? kept : (JSON.parse(here) as Choice);
  if (choice && choiceOf(conversationId) === undefined) chooseVia(conversationId, { identityId: choice.identityId, usual: choice.usual ?? null });
  return here !== null;
}

/** By which address the reply is to go: kept like the words, and at once, since the customer sees there that somebody is writing. */
export function chooseWay(conversationId: string, choice: Choice): void {
  chooseVia(conversationId, choice);
  keep(wayKey(conversationId), JSON.stringify(choice));
  schedule(conversationId, 'reply', 0);
}

/** Recipients and subject changed by hand: kept like the words. */
export function editLetter(conversationId: string, edited: Partial<EditedLetter>): void {
  changeLetter(conversationId, edited);
  const edits = editsOf(conversationId);
  change(keyOf(conversationId, 'reply'), (draft) => ({ ...draft, unsaved: true }));
  keep(letterKey(conversationId), edits ? JSON.stringify(toKeep(edits)) : '');
  schedule(conversationId, 'reply');
}

export function writeDraft(conversationId: string, kind: DraftKind, text: string): void {
  const key = keyOf(conversationId, kind);
  change(key, (draft) => ({ ...draft, text, unsaved: true }));
  keep(key, text);
  schedule(conversationId, kind);
}

/** Words and files that come back are put above what has been typed since; recipients and subject come back as they were. */
export function returnToDraft(conversationId: string, kind: DraftKind, text: string, files: readonly Upload[] = [], letter: Draft['letter'] = null): void {
  if (letter) editLetter(conversationId, fromKept(letter));
  const typed = draftOf(conversationId, kind).text;
  // Read from the server's draft before the answer came, it is there already.
  const there = typed === text || typed.endsWith(`\n\n${text}`);
  writeDraft(conversationId, kind, text && typed && !there ? `${text}\n${typed}` : typed || text);
  if (files.length > 0) changeFiles(conversationId, (now) => [...files.map(uploaded), ...now]);
}

const uploaded = (upload: Upload): DraftFile => ({ key: upload.id, name: upload.fileName, size: upload.size, share: 1, state: 'done', code: null, upload, cancel: () => {} });

export const changeFiles = (conversationId: string, make: (files: DraftFile[]) => DraftFile[]): void =>
  change(keyOf(conversationId, 'reply'), (draft) => ({ ...draft, files: make(draft.files) }));

export function clearDraft(conversationId: string, kind: DraftKind): void {
  const key = keyOf(conversationId, kind);
  if (kind === 'reply') {
    setAnswers(conversationId, []);
    quote(conversationId, undefined);
  }
  change(key, ({ kept }) => ({ ...empty, kept, unsaved: true }));
  keep(key, '');
  if (kind === 'reply') {
    clearLetter(conversationId);
    keep(letterKey(conversationId), '');
  }
  schedule(conversationId, kind, 0);
}

function schedule(conversationId: string, kind: DraftKind, delay = saveAfter): void {
  const key = keyOf(conversationId, kind);
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void save(conversationId, kind), delay),
  );
}

/** One at a time: an older text must not arrive after a newer one. */
async function save(conversationId: string, kind: DraftKind): Promise<void> {
  const key = keyOf(conversationId, kind);
  const running = saving.get(key);
  if (running) {
    running.again = true;
    return;
  }
  const run = { again: false };
  saving.set(key, run);
  begun.set(conversationId, (begun.get(conversationId) ?? 0) + 1);
  const { text } = draftOf(conversationId, kind);
  const edits = kind === 'reply' ? editsOf(conversationId) : null;
  const way = kind === 'reply' ? choiceOf(conversationId) : undefined;
  try {
    await saveDraft(conversationId, kind, text, edits && toKeep(edits), way);
    const same = draftOf(conversationId, kind).text === text && (kind === 'note' || (editsOf(conversationId) === edits && choiceOf(conversationId) === way));
    change(key, (draft) => ({ ...draft, kept: text, unsaved: !same }));
    if (same) for (const each of kind === 'reply' ? [key, letterKey(conversationId), wayKey(conversationId)] : [key]) keep(each, '');
  } catch {
    // Stays in this tab's storage; the next key press, the connection, or a reload tries again.
    change(key, (draft) => ({ ...draft, unsaved: true }));
  } finally {
    saving.delete(key);
    if (run.again) void save(conversationId, kind);
  }
}

connectionState.subscribe(() => {
  if (connectionState.get() !== 'live') return;
  for (const [key, { unsaved }] of Object.entries(store.get())) {
    const [conversationId = '', kind] = key.split('/');
    if (unsaved) schedule(conversationId, kind as DraftKind);
  }
});
