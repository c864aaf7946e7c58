import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, parseRetryAfter, retryDelay } from '../chat/src/model/retry';
import type { Pending } from '../chat/src/model/types';
import { Outbox } from '../chat/src/outbox';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const item = (id: string): Pending => ({ id, text: id, uploads: [], at: '2026-05-01T00:00:00Z', state: 'queued' });

function outbox(post: (item: Pending) => Promise<void>, restored: Pending[] = []) {
  const posted: string[] = [];
  let items: Pending[] = [];
  const box = new Outbox(
    restored,
    (one) => {
      posted.push(one.id);
      return post(one);
    },
    (changed) => (items = changed),
  );
  return { box, posted, states: () => items.map((one) => `${one.id}:${one.state}`) };
}

test('Messages go one after the other, in order', async () => {
  const release: (() => void)[] = [];
  const { box, posted, states } = outbox(() => new Promise((resolve) => release.push(resolve)));
  box.add(item('a'));
  box.add(item('b'));
  expect(posted).toEqual(['a']);
  release[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(posted).toEqual(['a', 'b']);
  expect(states()).toEqual(['a:sent', 'b:sending']);
});

test('A throttled message waits as long as it was told, then goes again under the same id', async () => {
  const answers = [new ApiError(429, 'slow_down', 7_000), new ApiError(503, '', 2_000)];
  const { box, posted, states } = outbox(async () => {
    const error = answers.shift();
    if (error) throw error;
  });
  box.add(item('a'));
  await vi.advanceTimersByTimeAsync(6_999);
  expect(states()).toEqual(['a:waiting']);
  box.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(posted).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(1);
  expect(posted).toEqual(['a', 'a']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(posted).toEqual(['a', 'a', 'a']);
  expect(states()).toEqual(['a:sent']);
});

test('A lost network is tried again as soon as it is back', async () => {
  let online = false;
  const { box, states } = outbox(async () => {
    if (!online) throw new TypeError('network');
  });
  box.add(item('a'));
  await vi.advanceTimersByTimeAsync(0);
  expect(states()).toEqual(['a:waiting']);
  online = true;
  box.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(states()).toEqual(['a:sent']);
});

test('A refused message fails, lets the next one through, and keeps its id when tried again', async () => {
  let refuse = true;
  const { box, posted, states } = outbox(async (one) => {
    if (one.id === 'a' && refuse) throw new ApiError(422, 'too_long', null);
  });
  box.add(item('a'));
  box.add(item('b'));
  await vi.advanceTimersByTimeAsync(0);
  expect(states()).toEqual(['a:failed', 'b:sent']);
  refuse = false;
  box.retry('a');
  await vi.advanceTimersByTimeAsync(0);
  expect(posted).toEqual(['a', 'b', 'a']);
  expect(states()).toEqual(['a:sent', 'b:sent']);
});

test('What was under way at a reload goes again; what had failed waits for the visitor', async () => {
  const { box, posted, states } = outbox(async () => undefined, [{ ...item('a'), state: 'sending' }, { ...item('b'), state: 'failed' }]);
  await box.run();
  expect(posted).toEqual(['a']);
  expect(states()).toEqual(['a:sent', 'b:failed']);
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-05-01T00:00:00Z');
  expect(parseRetryAfter('3', now)).toBe(3_000);
  expect(parseRetryAfter('Fri, 01 May 2026 00:00:10 GMT', now)).toBe(10_000);
  expect(parseRetryAfter('soon', now)).toBeNull();
  expect(parseRetryAfter(null, now)).toBeNull();
});

test('The pause between attempts grows, never beyond 45 seconds, and refusals get none', () => {
  const pauses = [0, 1, 2, 3, 4, 9].map((attempt) => retryDelay(new TypeError('network'), attempt, () => 1));
  expect(pauses).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000]);
  expect(retryDelay(new ApiError(500, '', null), 0, () => 0)).toBe(500);
  expect(retryDelay(new ApiError(403, 'origin_not_allowed', null), 0, () => 0)).toBeNull();
});
