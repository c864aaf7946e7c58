import { expect, test } from 'vitest';
import { contrast, parseColour, pressed, readableOn, usualAccent, wordsOn } from '../bridge/colour';

const some = ['#000000', '#ffffff', '#ffcc00', '#ff3b30', '#34c759', '#2457c5', '#808080', '#767676', '#b8860b', '#e6f0ff', '#0a0a0a'];

test('Contrast is counted as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('Words on any colour can be read, also while it is pressed', () => {
  for (const colour of some) {
    expect(contrast(colour, wordsOn(colour)), colour).toBeGreaterThanOrEqual(4.5);
    expect(contrast(pressed(colour), wordsOn(colour)), colour).toBeGreaterThanOrEqual(4.5);
  }
  expect(wordsOn(usualAccent)).toBe('#ffffff');
});

test('A colour as text is changed only as far as the page demands', () => {
  for (const page of ['#ffffff', '#14171d', '#eef1f6', '#262b35']) {
    for (const colour of some) expect(contrast(readableOn(colour, page), page), `${colour} on ${page}`).toBeGreaterThanOrEqual(4.5);
  }
  expect(readableOn('#2457c5', '#ffffff')).toBe('#2457c5');
});

test('Anything but six hexadecimal digits is no colour', () => {
  expect(parseColour('#0a7d4f')).toBe('#0a7d4f');
  for (const text of ['red', '#fff', '#0a7d4f;', 'url(x)', '', null, undefined]) expect(parseColour(text)).toBeNull();
});
