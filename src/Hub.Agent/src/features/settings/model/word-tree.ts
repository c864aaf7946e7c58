import type { ConversationStatus } from '@/api/types';
import type { Term } from '@/api/vocabulary';
import { newId } from '@/shared/lib/new-id';
import type { WordInput } from '../api/words';

/** A word while it is edited; the key holds its place on the screen, the id is the server's. */
export interface Word {
  key: string;
  id: string | null;
  status: ConversationStatus | null;
  nameJa: string;
  nameEn: string;
  active: boolean;
  children: Word[];
}

export const newWord = (status: ConversationStatus | null = null): Word => ({ key: newId(), id: null, status, nameJa: '', nameEn: '', active: true, children: [] });

export function toTree(terms: readonly Term[], parentId: string | null = null): Word[] {
  return terms
    .filter((term) => term.parentId === parentId)
    .map((term) => ({ key: term.id, id: term.id, status: term.status, nameJa: term.nameJa, nameEn: term.nameEn, active: term.active, children: toTree(terms, term.id) }));
}

export const toInput = (words: readonly Word[]): WordInput[] =>
  words.map(({ id, status, nameJa, nameEn, active, children }) => ({ id, status, nameJa, nameEn, active, children: toInput(children) }));

/** The words with one changed, wherever it stands; null takes it out. */
export function change(words: readonly Word[], key: string, to: (word: Word) => Word | null): Word[] {
  return words.flatMap((word) => {
    const next = word.key === key ? to(word) : { ...word, children: change(word.children, key, to) };
    return next ? [next] : [];
  });
}

/** The words with one moved up or down among its neighbours. */
export function move(words: readonly Word[], key: string, by: -1 | 1): Word[] {
  const at = words.findIndex((word) => word.key === key);
  if (at < 0) return words.map((word) => ({ ...word, children: move(word.children, key, by) }));
  const next = [...words];
  const other = next[at + by];
  const own = next[at];
  if (other && own) [next[at], next[at + by]] = [other, own];
  return next;
}

export const incomplete = (words: readonly Word[]): boolean => words.some((word) => word.nameJa.trim() === '' || word.nameEn.trim() === '' || incomplete(word.children));
