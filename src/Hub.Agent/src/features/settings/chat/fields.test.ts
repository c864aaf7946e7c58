import { expect, test } from 'vitest';
import { addField, choicesOf, linesOf, moveUp } from './fields';

test('Every question has a key of its own; name and address are asked once', () => {
  const fields = ['topic', 'name', 'topic', 'name'].reduce<ReturnType<typeof addField>>((all, kind) => addField(all, kind as 'topic' | 'name'), []);
  expect(fields.map((field) => field.key)).toEqual(['topic', 'name', 'topic2']);
  expect(addField(fields.slice(1), 'topic').map((field) => field.key)).toEqual(['name', 'topic2', 'topic']);
});

test('A question moves up and the others keep their order', () => {
  const fields = addField(addField(addField([], 'name'), 'email'), 'text');
  expect(moveUp(fields, 2).map((field) => field.key)).toEqual(['name', 'text', 'email']);
});

test('Choices are lines, the first of one language beside the first of the other', () => {
  expect(choicesOf('配送\n返品\n', 'Delivery')).toEqual([{ ja: '配送', en: 'Delivery' }, { ja: '返品', en: null }]);
  expect(linesOf(choicesOf('配送\n返品', 'Delivery\nReturns'), 'en')).toBe('Delivery\nReturns');
});
