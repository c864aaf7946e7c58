import { beforeEach, expect, test, vi } from 'vitest';
import { SeenPages } from '../loader/seen';

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value), removeItem: (key: string) => void stored.delete(key) });
});

const refuse = () => {
  throw new Error('refused');
};

function pages(count: number, consent?: boolean): SeenPages {
  const seen = new SeenPages('shop');
  if (consent !== undefined) seen.consent(consent);
  for (let page = 0; page < count; page++) seen.view();
  return seen;
}

test('Nothing is stored before somebody opens the chat or consents', () => {
  pages(3).shown('cart', 20_000);
  expect(stored.size).toBe(0);
  expect(new SeenPages('shop').seen).toEqual({ views: 0, shown: {} });
});

test('With consent page views and what was shown last over pages, from the moment it is given', () => {
  const first = pages(2);
  first.shown('cart', 20_000);
  first.consent(true);
  expect(pages(1).seen).toEqual({ views: 3, shown: { cart: 20_000 } });
});

test('What is refused is not stored, not even once the chat is opened, and what was stored goes', () => {
  pages(2, true);
  const refusing = pages(1, false);
  expect(stored.size).toBe(0);
  refusing.started();
  refusing.view();
  expect(stored.size).toBe(0);
  // Until the page goes it still knows.
  expect(refusing.seen.views).toBe(4);
});

test('Whoever opens the chat without having been asked is remembered from then on', () => {
  pages(2).started();
  expect(pages(1).seen.views).toBe(3);
});

test('A browser that refuses storage forgets with the page', () => {
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
  const seen = pages(1, true);
  seen.consent(false);
  expect(seen.seen.views).toBe(1);
});
