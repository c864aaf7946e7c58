import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followedSnapshot } from './followed-snapshot';

beforeEach(() => { vi.useFakeTimers(); });

afterEach(() => { vi.useRealTimers(); });

it('a conversation that was followed only after it had been fetched is fetched once more', async () => {
  let join = () => {};
  const late = new Promise<void>((resolve) => { join = resolve; });
  let again = 0;
  const { snapshot } = await followedSnapshot('c1', () => Promise.resolve('early'), () => { again += 1; }, () => Promise.resolve({ late }));
  expect([snapshot, again]).toEqual(['early', 0]);
  join();
  await vi.runAllTimersAsync();
  expect(again).toBe(1);
});

it('one that was followed before is fetched once', async () => {
  let again = 0;
  await followedSnapshot('c1', () => Promise.resolve('all'), () => { again += 1; }, () => Promise.resolve({ late: null }));
  await vi.runAllTimersAsync();
  expect(again).toBe(0);
});
