import type { ConversationDetail, Correspondent, Draft, Language } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';

/** Recipients and subject of a reply; what has not been touched stays the server's to fill in. */
export interface LetterDraft {
  subject: string;
  to: Correspondent[];
  cc: Correspondent[];
  bcc: Correspondent[];
  /** Whose language the signature below the text is in; absent: none. */
  signature?: Language | null;
}

export interface EditedLetter extends LetterDraft {
  /** The signature was chosen by hand, so what is typed no longer changes it. */
  chosen: boolean;
}

type Usual = ConversationDetail['letter'];

const store = createStore<Record<string, Partial<EditedLetter>>>({});

/** The letter as it would go out now; null on channels without recipients and subject. */
export function useLetter(conversationId: string, usual: Usual): EditedLetter | null {
  const edited = useStore(store, (all) => all[conversationId]);
  if (!usual) return null;
  return { subject: usual.subject, to: usual.to, cc: usual.cc, bcc: [], chosen: false, ...edited };
}

/** What has been touched by hand; null: nothing. */
export const editsOf = (conversationId: string): Partial<EditedLetter> | null => store.get()[conversationId] ?? null;

/** Only in this window; `editLetter` of the drafts keeps it as well. */
export const changeLetter = (conversationId: string, change: Partial<EditedLetter>): void =>
  store.set((all) => ({ ...all, [conversationId]: { ...all[conversationId], ...change } }));

export const clearLetter = (conversationId: string): void =>
  store.set((all) => {
    const { [conversationId]: _, ...others } = all;
    return others;
  });

/** As the server keeps it: what was not touched is null. */
export const toKeep = (edits: Partial<EditedLetter>): NonNullable<Draft['letter']> => ({
  subject: edits.subject ?? null,
  to: edits.to ?? null,
  cc: edits.cc ?? null,
  bcc: edits.bcc ?? null,
  signature: edits.signature ?? null,
  chosen: edits.chosen ?? false,
});

export function fromKept(letter: NonNullable<Draft['letter']>): Partial<EditedLetter> {
  return {
    ...(letter.subject == null ? {} : { subject: letter.subject }),
    ...(letter.to ? { to: letter.to } : {}),
    ...(letter.cc ? { cc: letter.cc } : {}),
    ...(letter.bcc ? { bcc: letter.bcc } : {}),
    ...(letter.chosen ? { chosen: true, signature: (letter.signature ?? null) as Language | null } : {}),
  };
}

const kana = /[぀-ヿ]/u;

/** Which signature fits: that of the text's language, as far as there is one. */
export function signatureOf(letter: EditedLetter, usual: Usual, text: string): Language | null {
  if (letter.chosen) return letter.signature ?? null;
  const { ja, en } = { ja: usual?.signatureJa ?? '', en: usual?.signatureEn ?? '' };
  const wanted: Language = kana.test(text) || (text.trim() === '' && ja !== '') ? 'ja' : 'en';
  return wanted === 'ja' ? (ja !== '' ? 'ja' : en !== '' ? 'en' : null) : en !== '' ? 'en' : ja !== '' ? 'ja' : null;
}

export const signatureText = (usual: Usual, language: Language | null): string => (language === null || !usual ? '' : language === 'ja' ? usual.signatureJa : usual.signatureEn);

export function letterToSend(letter: EditedLetter, usual: Usual, text: string): LetterDraft {
  const signature = signatureOf(letter, usual, text);
  return { subject: letter.subject, to: letter.to, cc: letter.cc, bcc: letter.bcc, ...(signature ? { signature } : {}) };
}

const address = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/u;

/** What somebody typed or pasted, as addresses: "Name <a@b.example>, c@d.example". What is none stays as text. */
export function readAddresses(text: string): { people: Correspondent[]; rest: string } {
  const people: Correspondent[] = [];
  const rest: string[] = [];
  for (const part of text.normalize('NFKC').split(/[,;、\n\t]+|(?<=>)\s+|(?<=@[^\s,;<>]+)\s+/u)) {
    const piece = part.trim();
    if (piece === '') continue;
    const named = /^(.*?)\s*<([^<>]+)>$/u.exec(piece);
    const found = (named?.[2] ?? piece).trim().toLowerCase();
    const name = named?.[1]?.trim().replaceAll(/^"|"$/gu, '') ?? '';
    if (address.test(found)) people.push({ address: found, name: name === '' ? null : name });
    else rest.push(piece);
  }
  return { people, rest: rest.join(', ') };
}
