import { afterEach, expect, it, vi } from 'vitest';
import type { Call } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { fetchCalls } from './calls';

const call: Call = {
  id: 'k1', accountName: 'Tokyo', direction: 'inbound', number: '+819012345678', numberShown: '090-1234-5678', line: null, state: 'ringing', agentId: null, teamId: null, customerId: null,
  conversationId: null, startedAt: '2026-04-01T09:00:00Z', answeredAt: null, endedAt: null, version: 1,
};

afterEach(() => { vi.unstubAllGlobals(); });

it('a call that begins to ring while the calls are fetched is among them, and one that ends meanwhile is not', async () => {
  vi.stubGlobal('fetch', () => {
    publishEvents([{ type: 'call', call }, { type: 'call', call: { ...call, id: 'k2', state: 'ended', endedAt: '2026-04-01T09:01:00Z', version: 2 } }]);
    return Promise.resolve(Response.json({ items: [{ ...call, id: 'k2' }] }));
  });
  expect((await fetchCalls()).map((each) => each.id)).toEqual(['k1']);
});
