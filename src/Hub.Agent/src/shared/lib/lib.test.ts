import { describe, expect, it } from 'vitest';
import { initialsOf } from '@/shared/ui/avatar';
import { formatCountdown, formatSize, formatWait } from './dates';
import { isComposing } from './keys';
import { newId } from './new-id';

describe('waiting time', () => {
  const since = '2026-01-01T00:00:00Z';
  const after = (seconds: number) => Date.parse(since) + seconds * 1000;
  it.each([
    [5, '0:05', '0:05'],
    [599, '9:59', '9:59'],
    [600, '10分', '10 m'],
    [3660, '1時間1分', '1 h 1 m'],
    [90_000, '1日', '1 d'],
    [-30, '0:00', '0:00'],
  ])('after %d s', (seconds, ja, en) => {
    expect(formatWait(since, after(seconds), 'ja')).toBe(ja);
    expect(formatWait(since, after(seconds), 'en')).toBe(en);
  });

  it('counts down to zero and not below', () => {
    expect(formatCountdown(since, after(-45))).toBe('0:45');
    expect(formatCountdown(since, after(10))).toBe('0:00');
  });
});

it('writes sizes with the unit that fits', () => {
  expect(formatSize(900, 'en')).toBe('900 B');
  expect(formatSize(1_572_864, 'ja')).toBe('1.5 MB');
});

it('takes one letter of a Japanese name, two of a Latin one, and skips emoji', () => {
  expect(initialsOf('山田 花子')).toBe('山');
  expect(initialsOf('Kwame Mensah')).toBe('KM');
  expect(initialsOf('🌸ゆき🌸')).toBe('ゆ');
  expect(initialsOf('🌸')).toBe('?');
});

it('knows the Enter of an input method in either way browsers tell it', () => {
  expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 13 } })).toBe(false);
});

it('makes version 7 ids that sort by time', () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map((time) => newId(time));
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
