import { describe, expect, it } from 'vitest';
import type { Call } from '@/api/types';
import { applyCall, callsFor } from './ringing-calls';
import { formatPhone } from '@/shared/lib/format-phone';

const call = (given: Partial<Call>): Call => ({
  id: 'k1', accountName: 'Tokyo', direction: 'inbound', number: '+819012345678', numberShown: '090-1234-5678', line: null, state: 'ringing', agentId: null, teamId: null, customerId: null,
  conversationId: null, startedAt: '2026-04-01T09:00:00Z', answeredAt: null, endedAt: null, version: 1, ...given,
});
const me = { id: 'me', teams: [{ id: 't1', name: 'Support' }] };
const soon = Date.parse('2026-04-01T09:00:10Z');

describe('calls', () => {
  it('keep the newest state whatever the order, and are forgotten when they are over', () => {
    const answered = call({ state: 'answered', version: 2 });
    expect(applyCall(applyCall([], answered), call({}))).toEqual([answered]);
    expect(applyCall([answered], call({ state: 'ended', endedAt: '2026-04-01T09:05:00Z', version: 3 }))).toEqual([]);
  });

  it('ring for whoever they are for', () => {
    const rings = (given: Partial<Call>, now = soon, hidden = new Set<string>()) => callsFor([call(given)], me, now, hidden).length === 1;
    expect(rings({ agentId: 'me' })).toBe(true);
    expect(rings({ agentId: 'me', state: 'answered' })).toBe(true);
    expect(rings({ agentId: 'other' })).toBe(false);
    expect(rings({ teamId: 't1' })).toBe(true);
    expect(rings({ teamId: 't2' })).toBe(false);
    expect(rings({})).toBe(true);
    expect(rings({ state: 'answered' })).toBe(false);
    expect(rings({ agentId: 'me' }, soon, new Set(['k1']))).toBe(false);
    expect(rings({ agentId: 'me' }, Date.parse('2026-04-01T09:10:00Z'))).toBe(false);
  });

  it.each([
    ['+819012345678', '090-1234-5678'],
    ['+81312345678', '03-1234-5678'],
    ['+81120123456', '0120-123-456'],
    ['+818001234567', '0800-123-4567'],
    ['+81570012345', '0570-012-345'],
    ['+81752319876', '0752319876'],
    ['+14155552671', '+14155552671'],
  ])('show %s as %s', (number, shown) => expect(formatPhone(number)).toBe(shown));
});
