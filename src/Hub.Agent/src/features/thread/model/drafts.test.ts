import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Draft } from '@/api/types';
import { connectionState } from '@/realtime/connection-state';
import { clearDraft, draftOf, readingDrafts, returnToDraft, seedDrafts, writeDraft } from './drafts';

const kept = (text: string): Draft[] => [{ kind: 'reply', text, updatedAt: '2026-04-01T09:00:00Z' }];
const read = (id: string, text: string): void => {
  const drafts = kept(text);
  readingDrafts(id)(drafts);
  seedDrafts(id, drafts);
};

let saved: string[] = [];
let answers: ((ok: boolean) => void)[] = [];

beforeEach(() => {
  [saved, answers] = [[], []];
  vi.useFakeTimers();
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  vi.stubGlobal('fetch', (path: string, { body }: { body: string }) => {
    if (!/conversations\/d\d\/draft/.test(path)) return Promise.reject(new TypeError('another test'));
    saved.push((JSON.parse(body) as { text: string }).text);
    return new Promise((resolve, reject) => answers.push((ok) => (ok ? resolve(new Response(null, { status: 204 })) : reject(new TypeError('cut off')))));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = async (ok = true): Promise<void> => {
  answers.shift()?.(ok);
  await vi.advanceTimersByTimeAsync(0);
};

it('a sent text is not kept again by a save that was under way: the next one waits for it', async () => {
  seedDrafts('d1', []);
  writeDraft('d1', 'reply', 'hello');
  await vi.advanceTimersByTimeAsync(1000);
  clearDraft('d1', 'reply');
  await vi.advanceTimersByTimeAsync(10);
  expect(saved).toEqual(['hello']);
  await answer();
  expect(saved).toEqual(['hello', '']);
  await answer();
  expect(draftOf('d1', 'reply').unsaved).toBe(false);
});

it('what could not be saved is saved when the connection is back', async () => {
  seedDrafts('d2', []);
  writeDraft('d2', 'reply', 'offline');
  await vi.advanceTimersByTimeAsync(1000);
  await answer(false);
  connectionState.set('reconnecting');
  connectionState.set('live');
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['offline', 'offline']);
  await answer();
  expect(draftOf('d2', 'reply').unsaved).toBe(false);
});

it('words the hub gives back are shown in the open draft, below what is being typed', async () => {
  seedDrafts('d3', []);
  read('d3', 'planned');
  expect(draftOf('d3', 'reply').text).toBe('planned');
  seedDrafts('d4', kept('typed'));
  writeDraft('d4', 'reply', 'typed on');
  read('d4', 'typed\n\nplanned');
  expect(draftOf('d4', 'reply').text).toBe('typed on\n\nplanned');
  read('d4', 'typed\n\nplanned');
  returnToDraft('d4', 'reply', 'planned');
  expect(draftOf('d4', 'reply').text).toBe('typed on\n\nplanned');
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['typed on\n\nplanned']);
  await answer();
});

it('drafts that were read while one was saved say nothing', async () => {
  seedDrafts('d5', []);
  writeDraft('d5', 'reply', 'sent');
  await vi.advanceTimersByTimeAsync(1000);
  const drafts = kept('older');
  const done = readingDrafts('d5');
  await answer();
  done(drafts);
  seedDrafts('d5', drafts);
  expect(draftOf('d5', 'reply').text).toBe('sent');
});
