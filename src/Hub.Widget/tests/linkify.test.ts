import { expect, test } from 'vitest';
import { linkify, ownUrl } from '../chat/src/model/linkify';

const links = (text: string) => linkify(text).flatMap((part) => (part.href ? [part.href] : []));

test('The parts are the text, unchanged', () => {
  for (const text of ['', 'a', 'a https://a.example b', 'https://a.example', '<b>https://a.example</b>', '詳細はhttps://a.example/をご覧ください。']) {
    expect(linkify(text).map((part) => part.text).join('')).toBe(text);
  }
});

test('Addresses end where Japanese goes on', () => {
  expect(links('詳しくはhttps://shop.example/faqをご覧ください')).toEqual(['https://shop.example/faq']);
  expect(links('（https://shop.example/a）、「https://shop.example/b」')).toEqual(['https://shop.example/a', 'https://shop.example/b']);
});

test('Punctuation behind an address is not part of it, brackets inside are', () => {
  expect(links('See https://a.example/x. Or (https://a.example/y), ok?')).toEqual(['https://a.example/x', 'https://a.example/y']);
  expect(links('https://a.example/w_(b)')).toEqual(['https://a.example/w_(b)']);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt://https.example/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'http://',
  'https://bank.example@evil.example/',
  'https://user:secret@evil.example/',
])('%s is dead text', (text) => {
  expect(links(text)).toEqual([]);
});

test('A script address around a real one links at most the real one', () => {
  expect(links('javascript:location="https://a.example/"')).toEqual(['https://a.example/']);
});

test('Attachments are loaded from the hub only', () => {
  const base = 'https://hub.example/widget/chat?site=a';
  expect(ownUrl('/widget/api/web/files/1?s=x', base)).toBe('https://hub.example/widget/api/web/files/1?s=x');
  for (const url of ['https://evil.example/a.png', '//evil.example/a.png', 'javascript:alert(1)', 'data:image/svg+xml,x', 'blob:x', null, '']) {
    expect(ownUrl(url, base)).toBeNull();
  }
});
