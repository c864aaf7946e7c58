import { useQuery } from '@tanstack/react-query';
import type * as api from './generated/schema';
import { request } from './http';
import type { Language } from './types';

export type Term = api.Term;
export type ConversationField = api.Field;
export type Vocabulary = api.VocabularyView;
export type FieldValue = string | number | boolean | string[] | null;

export const vocabularyKey = ['directory', 'vocabulary'] as const;

const none: Vocabulary = { revision: '', states: [], reasons: [], results: [], fields: [] };

/** The firm's own words: states, contact reasons, results, fields. */
export function useVocabulary(): Vocabulary {
  const { data } = useQuery({ queryKey: vocabularyKey, queryFn: ({ signal }) => request<Vocabulary>('/api/vocabulary', { signal }), staleTime: 60_000 });
  return data ?? none;
}

export const nameIn = (language: Language, term: { nameJa: string; nameEn: string }): string => (language === 'ja' ? term.nameJa : term.nameEn);
