import type { TextParts } from '@/api/types';

export interface PartCount {
  /** Some character is not in the short alphabet. */
  wide: boolean;
  parts: number;
  /** Units left in the last part. */
  left: number;
}

/** How many paid parts a text takes, by the channel's own data; the same as the server counts. A character is never cut in two. */
export function countParts(rule: TextParts, text: string): PartCount {
  if (text === '') return { wide: false, parts: 0, left: rule.narrowSingle };
  const characters = [...text];
  const wide = characters.some((character) => !rule.narrow.includes(character) && !rule.escaped.includes(character));
  const [single, part] = wide ? [rule.wideSingle, rule.widePart] : [rule.narrowSingle, rule.narrowPart];
  let units = 0;
  let parts = 1;
  let inLast = 0;
  for (const character of characters) {
    const size = wide ? character.length : rule.escaped.includes(character) ? 2 : 1;
    units += size;
    if (inLast + size > part) {
      parts += 1;
      inLast = 0;
    }
    inLast += size;
  }
  return units <= single ? { wide, parts: 1, left: single - units } : { wide, parts, left: part - inLast };
}
