import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleMessage, sampleRow } from '@/api/samples';
import { publishEvents } from '@/realtime/event-bus';
import { fetchDetail } from './conversation-query';

beforeEach(() => { vi.useFakeTimers(); });

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('a conversation in which the customer writes while it is fetched is fetched once more: whether it can be answered is in no event', async () => {
  let inbound = true;
  vi.stubGlobal('fetch', () => {
    if (inbound) publishEvents([{ type: 'message', message: sampleMessage({ conversationId: 'q1', kind: 'inbound', number: 2 }) }]);
    return Promise.resolve(Response.json({ ...sampleRow({ id: 'q1' }), drafts: [], elsewhere: [], canReply: false, freeReplyUntil: null }));
  });
  let again = 0;
  const count = () => { again += 1; };
  await fetchDetail('q1', count);
  await vi.runAllTimersAsync();
  expect(again).toBe(1);
  inbound = false;
  await fetchDetail('q1', count);
  await vi.runAllTimersAsync();
  expect(again).toBe(1);
});
