import { expect, test } from 'vitest';
import { check } from '../chat/src/model/fields';
import { openingLabel } from '../chat/src/model/opening';

const fields = [
  { key: 'name', kind: 'name', required: false },
  { key: 'email', kind: 'email', required: true },
  { key: 'topic', kind: 'topic', required: true },
] as const;

test('What is missing or no address is told by field, and nothing else', () => {
  expect(check(fields, {})).toEqual({ email: 'required', topic: 'required' });
  expect(check(fields, { email: 'nobody', topic: ' ' })).toEqual({ email: 'invalid', topic: 'required' });
  expect(check(fields, { email: '　', topic: 'x' })).toEqual({ email: 'required' });
  expect(check(fields, { email: 'ｍｉｓａｋｉ＠ｅｘａｍｐｌｅ．ｊｐ', topic: 'x' })).toEqual({});
});

test('The next opening is said in the language of the visitor', () => {
  const at = new Date(2026, 10, 30, 9, 0).toISOString();
  expect(openingLabel(at, 'ja')).toBe('11月30日月曜日 9:00');
  expect(openingLabel(at, 'en')).toMatch(/^Monday,? 30 November (at )?9:00$|^Monday,? 30 November,? 09:00$|^Monday,? 30 November at 09:00$/);
});
