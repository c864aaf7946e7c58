import { describe, expect, it } from 'vitest';
import type { Term } from '@/api/vocabulary';
import { change, incomplete, move, newWord, toInput, toTree } from './word-tree';

const term = (id: string, parentId: string | null = null): Term => ({ id, brandId: 'b', parentId, status: null, nameJa: id, nameEn: id, active: true, usedAt: null });
const names = (words: ReturnType<typeof toTree>): unknown[] => words.map((word) => (word.children.length > 0 ? [word.nameEn, ...names(word.children)] : word.nameEn));

describe('a tree of words', () => {
  const tree = toTree([term('a'), term('b'), term('b1', 'b'), term('b2', 'b')]);

  it('comes from the flat list and goes back with its ids', () => {
    expect(names(tree)).toEqual(['a', ['b', 'b1', 'b2']]);
    expect(toInput(tree)[1]?.children?.map((child) => child.id)).toEqual(['b1', 'b2']);
  });

  it('changes, moves and removes at any depth', () => {
    expect(names(change(tree, 'b1', (word) => ({ ...word, nameEn: 'x' })))).toEqual(['a', ['b', 'x', 'b2']]);
    expect(names(move(tree, 'b2', -1))).toEqual(['a', ['b', 'b2', 'b1']]);
    expect(names(move(tree, 'b2', 1))).toEqual(['a', ['b', 'b1', 'b2']]);
    expect(names(change(tree, 'b', () => null))).toEqual(['a']);
  });

  it('is incomplete while a name is missing anywhere', () => {
    expect(incomplete(tree)).toBe(false);
    expect(incomplete(change(tree, 'b1', (word) => ({ ...word, children: [newWord()] })))).toBe(true);
  });
});
