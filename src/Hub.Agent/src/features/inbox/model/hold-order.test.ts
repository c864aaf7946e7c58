import { describe, expect, it } from 'vitest';
import { sampleRow } from '@/api/samples';
import { holdOrder } from './hold-order';

const rows = (...ids: string[]) => ids.map((id) => sampleRow({ id }));
const shown = (...ids: string[]) => rows(...ids).map((row) => ({ row, left: false }));
const ids = (items: readonly { row: { id: string } }[]) => items.map(({ row }) => row.id);

describe('a held list', () => {
  it('follows the order when it is free', () => {
    expect(ids(holdOrder(shown('a', 'b'), rows('c', 'b', 'a'), false).items)).toEqual(['c', 'b', 'a']);
  });

  it('keeps every row in its place and counts what waits', () => {
    const result = holdOrder(shown('a', 'b'), rows('c', 'b', 'a'), true);
    expect(ids(result.items)).toEqual(['a', 'b']);
    expect(result.waiting).toBe(2);
  });

  it('keeps the place of a row that left, marked as left', () => {
    const result = holdOrder(shown('a', 'b', 'c'), rows('a', 'c'), true);
    expect(result.items.map(({ row, left }) => [row.id, left])).toEqual([['a', false], ['b', true], ['c', false]]);
    expect(result.waiting).toBe(0);
  });

  it('renews the content in place', () => {
    const result = holdOrder(shown('a'), [sampleRow({ id: 'a', unread: 3 })], true);
    expect(result.items[0]?.row.unread).toBe(3);
  });

  it('lets further pages follow below', () => {
    expect(ids(holdOrder(shown('a', 'b'), rows('a', 'b', 'c', 'd'), true).items)).toEqual(['a', 'b', 'c', 'd']);
  });
});
