import { expect, test } from 'vitest';
import { firstDue, type Invitation, matches, type Moment } from '../loader/invitations';

const cart: Invitation = { id: 'cart', page: '/cart*', seconds: 10, views: 2, onlyOpen: true, days: 7, text: 'Questions?' };
const now: Moment = { href: 'https://shop.test/cart?step=2', seconds: 10, views: 2, open: true, today: 20_000 };
const seen = (day: number) => ({ views: 2, shown: { cart: day } });
const nothing = { views: 0, shown: {} };

test('A pattern stands for a path, with or without what follows the question mark, or for a whole address', () => {
  for (const pattern of ['/cart', '/cart?step=*', '/c*', '*', 'https://shop.test/cart*']) expect(matches(pattern, now.href), pattern).toBe(true);
  for (const pattern of ['/car', '/cart/', 'cart', 'https://other.test/*', '/cart.step']) expect(matches(pattern, now.href), pattern).toBe(false);
  expect(matches('/a.b+c', 'https://shop.test/a.b+c')).toBe(true);
  expect(matches('/a.b', 'https://shop.test/axb')).toBe(false);
});

test('An invitation waits for its page, its time, its page view and the business hours', () => {
  expect(firstDue([cart], now, nothing)?.id).toBe('cart');
  for (const change of [{ href: 'https://shop.test/' }, { seconds: 9 }, { views: 1 }, { open: false }]) expect(firstDue([cart], { ...now, ...change }, nothing), JSON.stringify(change)).toBeUndefined();
  expect(firstDue([{ ...cart, onlyOpen: false }], { ...now, open: false }, nothing)?.id).toBe('cart');
});

test('It comes again after its days, or never on this page, and lets the next one have its turn', () => {
  expect(firstDue([cart], now, seen(now.today - 6))).toBeUndefined();
  expect(firstDue([cart], now, seen(now.today - 7))?.id).toBe('cart');
  expect(firstDue([{ ...cart, days: 0 }], now, seen(now.today - 400))).toBeUndefined();
  expect(firstDue([cart, { ...cart, id: 'second' }], now, seen(now.today))?.id).toBe('second');
});
