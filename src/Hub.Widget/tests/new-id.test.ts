import { expect, test } from 'vitest';
import { IdOfWords } from '../chat/src/model/new-id';

test('The same words keep their id until they are taken; changed words are another message', () => {
  const ids = new IdOfWords();
  const first = ids.of('one');
  expect(ids.of('one')).toBe(first);
  const changed = ids.of('one more');
  expect(changed).not.toBe(first);
  ids.taken();
  expect(ids.of('one more')).not.toBe(changed);
});
