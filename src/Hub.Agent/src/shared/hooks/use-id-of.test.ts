import { expect, test } from 'vitest';
import { createIdOf } from './use-id-of';

test('the same content keeps its id, and what was changed after a lost answer is not taken for it', () => {
  const idOf = createIdOf();
  const first = idOf({ text: 'called back', minutes: 5 });
  expect(idOf({ text: 'called back', minutes: 5 })).toBe(first);
  const changed = idOf({ text: 'called back, wants a refund', minutes: 5 });
  expect(changed).not.toBe(first);
  expect(idOf({ text: 'called back, wants a refund', minutes: 5 })).toBe(changed);
});
