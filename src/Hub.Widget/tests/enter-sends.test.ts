import { expect, test } from 'vitest';
import { enterSends, type KeyPress } from '../chat/src/model/enter-sends';

const enter: KeyPress = {
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

test('Enter sends, also with Ctrl or Command', () => {
  expect(enterSends(enter)).toBe(true);
  expect(enterSends({ ...enter, ctrlKey: true })).toBe(true);
  expect(enterSends({ ...enter, metaKey: true })).toBe(true);
});

test('The Enter that accepts a conversion never sends', () => {
  expect(enterSends({ ...enter, isComposing: true })).toBe(false);
  expect(enterSends({ ...enter, keyCode: 229 })).toBe(false);
  expect(enterSends({ ...enter, isComposing: true, ctrlKey: true })).toBe(false);
});

test('Shift+Enter and other keys do not send', () => {
  expect(enterSends({ ...enter, shiftKey: true })).toBe(false);
  expect(enterSends({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
});
