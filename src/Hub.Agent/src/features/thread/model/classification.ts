import type { Brand, ConversationDetail, Language } from '@/api/types';
import { type ConversationField, type FieldValue, nameIn, type Term, type Vocabulary } from '@/api/vocabulary';

export interface ReasonChoice {
  term: Term;
  /** The names above it, outermost first. */
  above: string;
}

/** The reasons of a brand as a flat list in tree order; what stands below a switched-off one is not offered either. */
export function reasonChoices(words: Vocabulary, brandId: string, language: Language): ReasonChoice[] {
  const below = (parentId: string | null, above: string[]): ReasonChoice[] =>
    words.reasons
      .filter((term) => term.brandId === brandId && term.parentId === parentId && term.active)
      .flatMap((term) => [{ term, above: above.join(' › ') }, ...below(term.id, [...above, nameIn(language, term)])]);
  return below(null, []);
}

/** Those chosen before, the latest first. */
export function recentChoices(choices: readonly ReasonChoice[], count: number): ReasonChoice[] {
  return choices.filter(({ term }) => term.usedAt !== null).toSorted((a, b) => (b.term.usedAt ?? '').localeCompare(a.term.usedAt ?? '')).slice(0, count);
}

export const fieldsOf = (words: Vocabulary, brandId: string): ConversationField[] =>
  words.fields.filter((field) => field.active && (field.brandId === null || field.brandId === brandId));

export type FieldValues = Record<string, FieldValue>;

interface Said {
  reasonId: string | null;
  resultId: string | null;
  fields: FieldValues;
}

export const saidOf = (detail: ConversationDetail): Said => ({ reasonId: detail.reasonId, resultId: detail.resultId, fields: (detail.fields ?? {}) as FieldValues });

const isEmpty = (value: FieldValue | undefined): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The server's rule, asked beforehand so that nobody is refused after the fact: what the brand wants and is not there. */
export function missingBeforeResolve(said: Said, brand: Brand | undefined, words: Vocabulary): string[] {
  if (!brand) return [];
  return [
    ...(brand.requireReason && said.reasonId === null ? ['reason'] : []),
    ...(brand.requireResult && said.resultId === null ? ['result'] : []),
    ...fieldsOf(words, brand.id).filter((field) => field.required && isEmpty(said.fields[field.key])).map((field) => field.key),
  ];
}
