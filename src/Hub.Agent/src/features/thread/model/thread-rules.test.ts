import { describe, expect, it } from 'vitest';
import { sampleMessage } from '@/api/samples';
import type { ConversationDetail, Message } from '@/api/types';
import { applyToDetail } from './apply-row';
import { changesSince } from './changed-since';
import { canSend, priceOf, turnsTo } from './composer-state';
import { linkify } from './linkify';
import { snoozeUntil } from '@/shared/lib/snooze-presets';
import { firstUnreadNumber, threadItems } from './thread-items';

const at = (minute: number) => new Date(2026, 0, 5, 10, minute).toISOString();
const activity = (number: number): Message => sampleMessage({ number, kind: 'activity', at: at(number), sender: { type: 'system', id: null, name: null }, content: { type: 'activity', activity: 'resolved', data: {} } });

describe('what the thread shows', () => {
  it('marks days, folds activities that follow each other, groups messages of one sender', () => {
    const messages = [sampleMessage({ number: 1, at: at(1) }), sampleMessage({ number: 2, at: at(2) }), activity(3), activity(4), sampleMessage({ number: 5, at: at(5) }), sampleMessage({ number: 6, at: at(20) })];
    const shape = threadItems(messages, null).map((item) => (item.type === 'message' ? `${item.message.number}${item.startsGroup ? ' starts' : ''}` : item.type === 'activities' ? `activities ${item.messages.length}` : item.type));
    expect(shape).toEqual(['day', '1 starts', '2', 'activities 2', '5 starts', '6 starts']);
  });

  it('says where it crosses over to another channel and back, and groups nothing across it', () => {
    const via = { identityId: 'sms', channel: 'sms', accountId: 'a2', accountName: 'SMS', address: '+819012345678' };
    const messages = [sampleMessage({ number: 1, at: at(1) }), sampleMessage({ number: 2, at: at(2), via }), activity(3), sampleMessage({ number: 4, at: at(4), via }), sampleMessage({ number: 5, at: at(5) })];
    const shape = threadItems(messages, null).map((item) => (item.type === 'message' ? `${item.message.number}${item.startsGroup ? ' starts' : ''}` : item.type === 'crossing' ? `to ${item.via?.channel ?? 'home'}` : item.type));
    expect(shape).toEqual(['day', '1 starts', 'to sms', '2 starts', 'activities', '4 starts', 'to home', '5 starts']);
  });

  it('begins anew with every person of a group', () => {
    const by = (number: number, id: string) => sampleMessage({ number, at: at(number), content: { type: 'text', body: 'x', author: { id, name: null } } });
    expect(threadItems([by(1, 'a'), by(2, 'a'), by(3, 'b')], null).map((item) => item.type === 'message' && item.startsGroup)).toEqual([false, true, false, true]);
  });

  it('puts the unread mark before the first unread message', () => {
    const types = threadItems([sampleMessage({ number: 1, at: at(1) }), sampleMessage({ number: 2, at: at(2) })], 2).map((item) => item.type);
    expect(types).toEqual(['day', 'message', 'unread', 'message']);
  });

  it('finds the first of the last unread customer messages, skipping our own', () => {
    const messages = [sampleMessage({ number: 1 }), sampleMessage({ number: 2 }), sampleMessage({ number: 3, kind: 'outbound' }), sampleMessage({ number: 4 })];
    expect(firstUnreadNumber(messages, 2)).toBe(2);
    expect(firstUnreadNumber(messages, 0)).toBeNull();
    expect(firstUnreadNumber(messages, 9)).toBeNull();
  });
});

describe('links in text', () => {
  it('end before the punctuation and brackets around them', () => {
    expect(linkify('詳細は（https://example.com/a?b=1）をご覧ください。').map((part) => part.href)).toEqual([null, 'https://example.com/a?b=1', null]);
    expect(linkify('See https://example.com/x.').at(-1)).toEqual({ text: '.', href: null });
  });

  it('are made of http addresses only', () => {
    expect(linkify('javascript:alert(1) ftp://x')).toEqual([{ text: 'javascript:alert(1) ftp://x', href: null }]);
  });

  it('lose nothing of the text', () => {
    const text = 'a https://b.test/c, d\nhttps://e.test';
    expect(linkify(text).map((part) => part.text).join('')).toBe(text);
  });
});

describe('the composer', () => {
  const capabilities = { maxTextLength: 10, attachments: true, maxAttachmentBytes: 1, typing: false, receipts: 'accepted', freeReplySeconds: 45, undoSeconds: 0 };
  const reply = (text: string, states: ('uploading' | 'done' | 'failed')[] = []) => ({ kind: 'reply' as const, text, files: states.map((state) => ({ state })) });

  it('turns from reply to note and back by one key only while nothing is typed', () => {
    expect(turnsTo('reply', 'note', ' ')).toBe('note');
    expect(turnsTo('note', 'reply', 'they sounded ang')).toBe('note');
    expect(turnsTo('reply', 'note', 'Dear')).toBe('reply');
  });

  it('sends text or finished files, never too long a text, never while uploading', () => {
    expect(canSend(reply('hi'), { maxTextLength: 10, attachments: true }, true)).toBe(true);
    expect(canSend(reply('  '), { maxTextLength: 10, attachments: true }, true)).toBe(false);
    expect(canSend(reply('', ['done']), { maxTextLength: 10, attachments: true }, true)).toBe(true);
    expect(canSend(reply('hi', ['uploading']), { maxTextLength: 10, attachments: true }, true)).toBe(false);
    expect(canSend(reply('12345678901'), { maxTextLength: 10, attachments: true }, true)).toBe(false);
    expect(canSend(reply('hi'), { maxTextLength: 10, attachments: true }, false)).toBe(false);
    expect(canSend(reply('', ['done']), { maxTextLength: 10, attachments: false }, true)).toBe(false);
  });

  it('takes a note even when the customer cannot be reached, of any length', () => {
    expect(canSend({ kind: 'note', text: '12345678901', files: [] }, { maxTextLength: 10, attachments: true }, false)).toBe(true);
  });

  it('knows the free reply until its last second, and says nothing where it makes no difference', () => {
    const until = '2026-01-01T00:00:45Z';
    expect(priceOf({ capabilities, freeReplyUntil: until }, Date.parse(until) - 1)).toEqual({ kind: 'free', until });
    expect(priceOf({ capabilities, freeReplyUntil: until }, Date.parse(until))).toEqual({ kind: 'push' });
    expect(priceOf({ capabilities: { ...capabilities, freeReplySeconds: null }, freeReplyUntil: null }, 0)).toBeNull();
  });

  it('knows that the free reply is spent as soon as an answer has left, and not by one that was written before the customer was', () => {
    const detail = { id: 'c', capabilities, freeReplyUntil: '2026-01-01T00:00:45Z' } as ConversationDetail;
    const answer = (at: string, state: 'queued' | 'accepted') => ({ type: 'message' as const, message: sampleMessage({ conversationId: 'c', kind: 'outbound', at, delivery: { state, code: null, at, settled: false } }) });
    expect(applyToDetail(detail, answer('2026-01-01T00:00:10Z', 'queued')).freeReplyUntil).not.toBeNull();
    expect(applyToDetail(detail, answer('2025-12-31T23:59:50Z', 'accepted')).freeReplyUntil).not.toBeNull();
    expect(applyToDetail(detail, answer('2026-01-01T00:00:10Z', 'accepted')).freeReplyUntil).toBeNull();
  });
});

describe('what changed since the writer looked', () => {
  const looked = { expectedOwnerId: 'me', seenNumber: 3 };
  const theirs = sampleMessage({ number: 4, kind: 'outbound', sender: { type: 'agent', id: 'sato', name: '佐藤' } });

  it('names a new owner and an answer of a colleague', () => {
    expect(changesSince(looked, { ownerId: 'sato' }, [theirs], 'me')).toEqual([{ kind: 'owner', ownerId: 'sato' }, { kind: 'answer', message: theirs }]);
  });

  it('does not count own answers, customer messages or what was seen', () => {
    const others = [{ ...theirs, number: 3 }, sampleMessage({ number: 5 }), { ...theirs, number: 6, sender: { type: 'agent' as const, id: 'me', name: null } }];
    expect(changesSince(looked, { ownerId: 'me' }, others, 'me')).toEqual([{ kind: 'other' }]);
  });
});

describe('snooze', () => {
  it.each([
    ['tomorrow', new Date(2026, 0, 31, 22, 30), new Date(2026, 1, 1, 9)],
    ['nextWeek', new Date(2026, 0, 5, 8), new Date(2026, 0, 12, 9)],
    ['nextWeek', new Date(2026, 0, 11, 8), new Date(2026, 0, 12, 9)],
    ['hour', new Date(2026, 0, 5, 23, 30), new Date(2026, 0, 6, 0, 30)],
  ] as const)('%s from %s', (preset, now, expected) => {
    expect(snoozeUntil(preset, now)).toEqual(expected);
  });
});
