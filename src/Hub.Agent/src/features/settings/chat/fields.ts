import type { ChatField, SiteText } from '@/api/types';

type Fields = readonly ChatField[];

/** A new question with a key that nothing else has; name and address are asked once. */
export function addField(fields: Fields, kind: ChatField['kind']): ChatField[] {
  if ((kind === 'name' || kind === 'email') && fields.some((field) => field.kind === kind)) return [...fields];
  let key: string = kind;
  for (let count = 2; fields.some((field) => field.key === key); count++) key = `${kind}${count}`;
  return [...fields, { key, kind, required: kind === 'email', label: { ja: null, en: null }, choices: kind === 'topic' ? [] : null }];
}

export function moveUp(fields: Fields, at: number): ChatField[] {
  const moved = [...fields];
  moved.splice(at - 1, 0, ...moved.splice(at, 1));
  return moved;
}

export const linesOf = (choices: readonly SiteText[] | null, language: 'ja' | 'en'): string => (choices ?? []).map((choice) => choice[language] ?? '').join('\n');

/** The first line of the one language belongs to the first of the other. */
export function choicesOf(ja: string, en: string): SiteText[] {
  const [japanese, english] = [ja.split('\n'), en.split('\n')];
  return Array.from({ length: Math.max(japanese.length, english.length) }, (_, at) => ({ ja: japanese[at]?.trim() || null, en: english[at]?.trim() || null })).filter((choice) => choice.ja ?? choice.en);
}
