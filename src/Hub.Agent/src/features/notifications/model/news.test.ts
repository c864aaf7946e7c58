import { expect, it } from 'vitest';
import type { NotificationItem } from '@/api/types';
import { createNews } from './news';

const item = (id: string, readAt: string | null = null): NotificationItem => ({
  id,
  kind: 'mention',
  at: '2026-01-01T00:00:00Z',
  readAt,
  byId: null,
  byName: null,
  conversationId: null,
  conversationNumber: null,
  customerName: null,
  number: null,
  excerpt: null,
});
const ids = (items: NotificationItem[]): string[] => items.map((each) => each.id);

it('announces what comes while the desk is open, once, and nothing that was there before', () => {
  const news = createNews();
  expect(ids(news([item('a')]))).toEqual([]);
  expect(ids(news([item('b'), item('a')]))).toEqual(['b']);
  expect(ids(news([item('b'), item('a')]))).toEqual([]);
  expect(ids(news([]))).toEqual([]);
  expect(ids(news([item('b'), item('c')]))).toEqual(['c']);
});

it('keeps silent about what has been read in another window', () => {
  const news = createNews();
  news([]);
  expect(ids(news([item('a', '2026-01-01T00:00:01Z')]))).toEqual([]);
});
