import { describe, expect, it } from 'vitest';
import type { CannedReply } from '@/api/types';
import { fold } from '@/shared/lib/fold';
import { searchReplies } from './canned-search';
import { nextVariable, slashAt, variablesIn } from './slash';

const reply = (part: Partial<CannedReply>): CannedReply => ({
  id: part.title ?? '', scope: 'brand', ownerId: '', ownerName: '', folder: '', title: '', shortcut: null, bodyJa: null, bodyEn: null, version: 1, used: 0, lastUsedAt: null, updatedAt: '', files: [], editable: true, ...part,
});

describe('the slash', () => {
  it('opens at the start of a line and after a space, also full-width', () => {
    expect(slashAt('/ok', 3)).toEqual({ start: 0, query: 'ok' });
    expect(slashAt('こんにちは\n／おく', 9)).toEqual({ start: 6, query: 'おく' });
    expect(slashAt('はい　/', 4)).toEqual({ start: 3, query: '' });
  });

  it('leaves addresses, dates and fractions alone', () => {
    for (const text of ['https://a', '11/24', '1/2', 'and/or', '/a b', '//']) expect(slashAt(text, text.length)).toBeNull();
  });

  it('looks only in front of the caret', () => {
    expect(slashAt('/late and more', 5)).toEqual({ start: 0, query: 'late' });
    expect(slashAt('/late and more', 14)).toBeNull();
  });
});

describe('search', () => {
  const replies = [
    reply({ title: 'お届けの遅れ', shortcut: 'late', used: 3 }),
    reply({ title: 'ラテの在庫', used: 9 }),
    reply({ title: 'Opening hours', bodyEn: 'We are late today' }),
    reply({ title: 'ﾗﾝｷﾝｸﾞ' }),
  ];

  it('finds by shortcut, title and text in this order', () => {
    expect(searchReplies(replies, 'late').map((each) => each.title)).toEqual(['お届けの遅れ', 'Opening hours']);
  });

  it('folds width, case and kana', () => {
    expect(fold('ＯＫ ラテ')).toBe('ok らて');
    expect(searchReplies(replies, 'らて').map((each) => each.title)).toEqual(['ラテの在庫']);
    expect(searchReplies(replies, 'ランキング').map((each) => each.title)).toEqual(['ﾗﾝｷﾝｸﾞ']);
  });

  it('shows the most used first when nothing is typed', () => {
    expect(searchReplies(replies, '')[0]?.title).toBe('ラテの在庫');
  });
});

describe('variables', () => {
  it('are seen as the server sees them', () => {
    expect(variablesIn('{{order.number}} ｛｛ Customer.Name ｝｝ {{mustache}} {x}').map((each) => each.name)).toEqual(['order.number', 'Customer.Name']);
  });

  it('are walked through and begun again', () => {
    const text = 'a {{order.number}} b {{order.date}}';
    expect(nextVariable(text, 0)?.name).toBe('order.number');
    expect(nextVariable(text, 5)?.name).toBe('order.date');
    expect(nextVariable(text, text.length)?.name).toBe('order.number');
    expect(nextVariable('plain', 0)).toBeNull();
  });
});
