import { expect, test } from 'vitest';
import { countUnread, mergeMessages, mergeSnapshot, settlePending } from '../chat/src/model/messages';
import type { Pending, VisitorMessage } from '../chat/src/model/types';
import { applyEvents, initialState } from '../chat/src/state';

function message(number: number, version = 1, more: Partial<VisitorMessage> = {}): VisitorMessage {
  return {
    number,
    id: null,
    from: 'agent',
    name: '佐藤',
    at: '2026-05-01T00:00:00Z',
    content: { type: 'text', body: `${number}.${version}` },
    attachments: [],
    version,
    ...more,
  };
}

function pending(id: string): Pending {
  return { id, text: 'x', uploads: [], at: '2026-05-01T00:00:00Z', state: 'sent' };
}

const numbers = (messages: VisitorMessage[]) => messages.map(({ number, version }) => `${number}.${version}`);

test('Messages are ordered by number, however they arrive', () => {
  expect(numbers(mergeMessages([message(5)], [message(9), message(2)]))).toEqual(['2.1', '5.1', '9.1']);
});

test('The newer version stays, also when the older one arrives last', () => {
  expect(numbers(mergeMessages([message(1, 3)], [message(1, 2)]))).toEqual(['1.3']);
  expect(numbers(mergeMessages([message(1, 3)], [message(1, 4)]))).toEqual(['1.4']);
});

test('Applying the same events twice or in another order gives the same list', () => {
  const events = [message(3, 1), message(1, 1), message(3, 2), message(2, 1)];
  const once = mergeMessages([], events);
  expect(mergeMessages(once, events)).toEqual(once);
  expect(mergeMessages([], [...events].reverse())).toEqual(once);
});

test('A list that does not change stays the same object', () => {
  const known = [message(1, 2)];
  expect(mergeMessages(known, [message(1, 1)])).toBe(known);
  expect(mergeMessages(known, [])).toBe(known);
});

test('A pending message goes when its id comes back, the others stay', () => {
  const items = [pending('a'), pending('b')];
  expect(settlePending(items, [message(1, 1, { id: 'a', from: 'visitor' })]).map((item) => item.id)).toEqual(['b']);
  expect(settlePending(items, [message(1)])).toBe(items);
});

test('A snapshot that does not touch what is known replaces it, instead of hiding a hole', () => {
  expect(numbers(mergeSnapshot([message(1), message(2)], [message(60), message(61)], true))).toEqual(['60.1', '61.1']);
  expect(numbers(mergeSnapshot([message(1), message(2)], [message(2), message(3)], true))).toEqual(['1.1', '2.1', '3.1']);
  expect(numbers(mergeSnapshot([message(1)], [message(60)], false))).toEqual(['1.1', '60.1']);
});

test('Only what agents and bots said counts as unread', () => {
  const messages = [message(1), message(2, 1, { from: 'visitor' }), message(3, 1, { from: 'bot' }), message(4, 1, { from: 'system' })];
  expect(countUnread(messages, 0)).toBe(2);
  expect(countUnread(messages, 1)).toBe(1);
  expect(countUnread(messages, 3)).toBe(0);
});

test('An answer ends the typing note, a message of the visitor does not', () => {
  const typing = { ...initialState, agentTyping: { name: '佐藤' } };
  expect(applyEvents(typing, [{ type: 'message', message: message(1) }]).agentTyping).toBeNull();
  expect(applyEvents(typing, [{ type: 'message', message: message(1, 1, { from: 'visitor' }) }]).agentTyping).toEqual({ name: '佐藤' });
  expect(applyEvents(typing, [{ type: 'conversation', status: 'resolved' }]).status).toBe('resolved');
});
