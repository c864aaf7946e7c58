import { expect, test, vi } from 'vitest';
import { readToChat, readToHost } from '../bridge/messages';
import { exactOrigin, HostPage } from '../chat/src/host-page';
import { pickLanguage } from '../loader/texts';

test('Only well-formed messages cross, and nothing beside the known fields', () => {
  expect(readToHost({ type: 'crmhub:unread', count: 2, extra: 1 })).toEqual({ type: 'crmhub:unread', count: 2 });
  for (const data of [null, 'crmhub:close', 1, {}, { type: 'close' }, { type: 'crmhub:unread' }, { type: 'crmhub:unread', count: -1 }, { type: 'crmhub:unread', count: 'x' }]) {
    expect(readToHost(data)).toBeNull();
  }
  expect(readToChat({ type: 'crmhub:identify', identity: {} })).toEqual({ type: 'crmhub:identify', identity: null });
  expect(readToChat({ type: 'crmhub:visible', visible: 'yes' })).toBeNull();
  expect(readToChat({ type: 'crmhub:init', pageUrl: 7 })).toEqual({
    type: 'crmhub:init',
    identity: null,
    signedOut: false,
    pageUrl: '',
    referrer: '',
    invitation: null,
  });
});

test('The frame speaks to one exact web origin, or to nobody', () => {
  expect(exactOrigin('https://shop.example')).toBe('https://shop.example');
  for (const host of [null, '', '*', 'null', 'https://shop.example/', 'https://shop.example/path', 'javascript:alert(1)', 'file://', 'shop.example']) {
    expect(exactOrigin(host)).toBeNull();
  }
});

test('The first known language wins', () => {
  expect(pickLanguage(undefined, 'ja-JP', 'en')).toBe('ja');
  expect(pickLanguage('en', 'ja')).toBe('en');
  expect(pickLanguage('fr', 'de', 'ja_JP')).toBe('ja');
  expect(pickLanguage(null, '')).toBe('en');
});

test('WI5 A foreign page or another frame is not heard, and nothing is told to whoever listens', () => {
  const told: unknown[][] = [];
  const parent = { postMessage: (...words: unknown[]) => told.push(words) };
  const addEventListener = vi.fn<(type: string, listener: (event: { origin: string; source: unknown; data: unknown }) => void) => void>();
  vi.stubGlobal('window', { parent, addEventListener });
  const heard: unknown[] = [];
  const page = new HostPage('https://shop.example');
  page.listen((message) => heard.push(message));
  const say = addEventListener.mock.calls[0]?.[1];
  const data = { type: 'crmhub:visible', visible: true };
  for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null', '']) say?.({ origin, source: parent, data });
  say?.({ origin: 'https://shop.example', source: {}, data });
  expect(heard).toEqual([]);
  say?.({ origin: 'https://shop.example', source: parent, data });
  expect(heard).toEqual([data]);

  page.tell({ type: 'crmhub:ready' });
  new HostPage('*').tell({ type: 'crmhub:ready' });
  new HostPage(null).tell({ type: 'crmhub:ready' });
  expect(told).toEqual([[{ type: 'crmhub:ready' }, 'https://shop.example']]);
  vi.unstubAllGlobals();
});
