import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AgentTyping, OwnTyping } from '../chat/src/typing';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('Typing is told at once, repeated every 3 seconds, and ends after 5 idle ones', () => {
  const told: boolean[] = [];
  const typing = new OwnTyping((value) => told.push(value));
  typing.changed('a');
  typing.changed('ab');
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(3_000);
  typing.changed('abc');
  expect(told).toEqual([true, true]);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([true, true, false]);
});

test('An emptied field ends typing, and a field of spaces never starts it', () => {
  const told: boolean[] = [];
  const typing = new OwnTyping((value) => told.push(value));
  typing.changed('  ');
  typing.changed('a');
  typing.changed('');
  typing.stop();
  expect(told).toEqual([true, false]);
});

test('An agent who is not heard of for 10 seconds has stopped', () => {
  const shown: unknown[] = [];
  const typing = new AgentTyping((value) => shown.push(value));
  typing.heard(true, '佐藤');
  vi.advanceTimersByTime(9_000);
  typing.heard(true, '佐藤');
  vi.advanceTimersByTime(9_000);
  expect(shown).toEqual([{ name: '佐藤' }, { name: '佐藤' }]);
  vi.advanceTimersByTime(1_000);
  expect(shown.at(-1)).toBeNull();
});
