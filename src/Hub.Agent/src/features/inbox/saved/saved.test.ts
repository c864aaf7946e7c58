import { describe, expect, it } from 'vitest';
import type { Condition } from '@/api/condition';
import { en } from '../locales/saved-en';
import { ja } from '../locales/saved-ja';
import { sentenceOf } from './condition-sentence';
import { addPart, conditionOf, newGroup, newTest, partAt, removePart, replacePart, treeOf } from './condition-tree';
import { countText } from './count-text';
import { moved } from './moved';
import type { ConditionField } from './use-condition-fields';

const nested: Condition = {
  all: [
    { field: 'status', op: 'in', value: ['open', 'snoozed'] },
    { any: [{ field: 'waiting', op: 'olderThan', value: '2h' }, { field: 'unread', op: 'is', value: true }] },
    { not: { any: [{ field: 'tags', op: 'hasAny', value: ['vip'] }, { field: 'due', op: 'empty' }] } },
  ],
};
const fields: ConditionField[] = [
  { key: 'status', label: 'Status', kind: 'choice', choices: [{ id: 'open', label: 'Open' }, { id: 'snoozed', label: 'Snoozed' }] },
  { key: 'waiting', label: 'Waiting since', kind: 'age', choices: [] },
  { key: 'unread', label: 'Unread', kind: 'yesNo', choices: [] },
  { key: 'tags', label: 'Tags', kind: 'list', choices: [] },
  { key: 'due', label: 'Comes back', kind: 'due', choices: [] },
];

describe('the tree of conditions', () => {
  it('comes out as it went in', () => {
    expect(conditionOf(treeOf(nested))).toEqual(nested);
    expect(conditionOf(treeOf({ not: { field: 'unread', op: 'is', value: false } }))).toEqual({ not: { any: [{ field: 'unread', op: 'is', value: false }] } });
    expect(conditionOf(treeOf({ field: 'unread', op: 'is', value: true }))).toEqual({ all: [{ field: 'unread', op: 'is', value: true }] });
    expect(conditionOf(newGroup('all'))).toEqual({ all: [] });
  });

  it('is nothing yet while something is still to be filled in', () => {
    expect(conditionOf(newGroup('all', [newTest('tags', 'hasAny')]))).toBeNull();
    expect(conditionOf(newGroup('all', [newGroup('any')]))).toBeNull();
    expect(conditionOf(newGroup('all', [newTest('tags', 'empty')]))).toEqual({ all: [{ field: 'tags', op: 'empty' }] });
  });

  it('is changed where one means it', () => {
    const tree = treeOf(nested);
    const inner = tree.parts[1];
    if (!inner || !('parts' in inner)) throw new Error('a group was expected');
    const [first, second] = inner.parts;
    const changed = removePart(addPart(replacePart(tree, { ...(first as object), op: 'newerThan' } as typeof first & object), inner.id, { ...newTest('reopens', 'atLeast'), value: 2 }), second?.id ?? '');
    expect(conditionOf(changed)).toEqual({ all: [(nested as { all: Condition[] }).all[0], { any: [{ field: 'waiting', op: 'newerThan', value: '2h' }, { field: 'reopens', op: 'atLeast', value: 2 }] }, (nested as { all: Condition[] }).all[2]] });
    expect(partAt(tree, 'conditions.all[1].any[0].value')).toBe(first?.id);
    expect(partAt(tree, 'conditions.all[2].not')).toBe(tree.parts[2]?.id);
    expect(partAt(tree, 'conditions')).toBe(tree.id);
  });

  it('reads as a sentence in both languages', () => {
    expect(sentenceOf(treeOf(nested), fields, en)).toBe('Status is “Open” or “Snoozed”, and (Waiting since more than 2 hours ago, or Unread: yes), and not (Tags include “vip”, or Comes back not set)');
    expect(sentenceOf(treeOf(nested), fields, ja)).toContain('、かつ（Waiting sinceから2時間以上経過、またはUnreadが「はい」）');
    expect(sentenceOf(newGroup('all'), fields, en)).toBe(en.everything);
    expect(sentenceOf(newGroup('all', [newTest('tags', 'hasAny')]), fields, en)).toBe('Tags include …');
  });
});

describe('saved views', () => {
  it('show a count up to 99 and say when it is more or unknown', () => {
    expect([undefined, { count: 0, more: false }, { count: 99, more: false }, { count: 100, more: true }, { count: 12, more: true }, { count: null, more: true }].map(countText)).toEqual(['', '0', '99', '99+', '12+', '–']);
  });

  it('move a step, and not beyond the ends', () => {
    const list = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(moved(list, 'c', -1).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(moved(list, 'a', -1)).toEqual(list);
  });
});
