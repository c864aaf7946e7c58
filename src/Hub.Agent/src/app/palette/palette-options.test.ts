import { describe, expect, it } from 'vitest';
import type { CannedReply } from '@/api/types';
import { en } from '@/shared/locales/keys-en';
import { cannedOptions, commandOptions, matches } from './palette-options';

const run = () => {};

describe('the palette', () => {
  it('offers what the page can do now, with its keys, chosen rows first', () => {
    const options = commandOptions([{ id: 'go.inbox', run }, { id: 'conversation.resolve', run }, { id: 'selection.resolve', run }, { id: 'view.1', run }, { id: 'go.palette', run }, { id: 'go.inbox', run }], en, 'Here');
    expect(options.map(({ id, hint }) => [id, hint])).toEqual([['command:selection.resolve', 'E'], ['command:conversation.resolve', 'E'], ['command:go.inbox', 'G']]);
  });

  it('shows canned replies with the beginning of what they say on one line', () => {
    const reply = { id: 'r1', title: 'お礼', bodyJa: null, bodyEn: `Thank you, {{customer.name}},\n\n  ${'very '.repeat(40)}much` } as CannedReply;
    const [option] = cannedOptions([reply], 'Canned replies', 'ja');
    expect(option).toMatchObject({ id: 'canned:r1', label: 'お礼', group: 'Canned replies' });
    expect(option?.hint).toMatch(/^Thank you, …, very very/);
    expect(option?.hint).not.toMatch(/\s{2}|\n/);
    expect(option?.hint?.length).toBeLessThanOrEqual(80);
  });

  it('finds by every word typed, whatever the width, case or kana', () => {
    expect(matches('ﾎﾘｭｳ', '保留 ホリュウ')).toBe(true);
    expect(matches('mark SPAM', 'Mark them as spam')).toBe(true);
    expect(matches('mark reply', 'Mark them as spam')).toBe(false);
  });
});
