import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TextParts } from '@/api/types';
import { countParts } from '@/shared/lib/text-parts';
import cases from './text-parts.cases.json';

/** The rule as the server gives it away: read from its source, so that desk and server cannot part. */
const source = readFileSync(new URL('../../../../../Hub.Channels/TextParts.cs', import.meta.url), 'utf8');
const [narrow, escaped] = [...source.matchAll(/^\s+"((?:[^"\\]|\\.)*)",/gm)].map((match) => JSON.parse(`"${match[1]}"`) as string);
const sizeOf = (name: string): number => Number(source.match(new RegExp(`${name}: (\\d+)`))?.[1]);
const rule: TextParts = {
  narrow: narrow ?? '',
  escaped: escaped ?? '',
  narrowSingle: sizeOf('NarrowSingle'),
  narrowPart: sizeOf('NarrowPart'),
  wideSingle: sizeOf('WideSingle'),
  widePart: sizeOf('WidePart'),
};

describe('the parts of a text', () => {
  it('knows the rule of the server', () => {
    expect({ ...rule, narrow: rule.narrow.length, escaped: rule.escaped.length }).toEqual({ narrow: 127, escaped: 10, narrowSingle: 160, narrowPart: 153, wideSingle: 70, widePart: 67 });
  });

  it.each(cases)('counts $parts for “$text”', ({ text, ...counted }) => {
    expect(countParts(rule, text)).toEqual(counted);
  });
});
