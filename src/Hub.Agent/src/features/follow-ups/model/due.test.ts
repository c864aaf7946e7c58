import { describe, expect, it } from 'vitest';
import type { FollowUp } from '@/api/types';
import { dueIn, ringing } from './due';

const followUp = (id: string, dueAt: string, doneAt: string | null = null): FollowUp => ({
  id, conversationId: 'c1', conversationNumber: 1, customerId: 'p1', customerName: '佐藤 花子', channel: 'phone', accountName: null, ownerId: null, teamId: null, dueAt,
  text: '', createdBy: null, createdAt: dueAt, rangAt: null, returnedAt: null, doneAt, doneBy: null, version: 1,
});
const at = (time: string) => Date.parse(`2026-04-01T${time}:00Z`);

describe('follow-ups', () => {
  it('ring once they are due, until they are done or silenced', () => {
    const mine = [followUp('early', '2026-04-01T08:00:00Z'), followUp('late', '2026-04-01T10:00:00Z'), followUp('done', '2026-04-01T08:00:00Z', '2026-04-01T08:30:00Z')];
    const team = [followUp('team', '2026-04-01T09:00:00Z')];
    const ids = (quiet: Map<string, number>, now: number) => ringing(mine, team, now, quiet).map(({ id }) => id);
    expect(ids(new Map(), at('07:59'))).toEqual([]);
    expect(ids(new Map(), at('09:00'))).toEqual(['early', 'team']);
    expect(ids(new Map([['early', at('09:10')]]), at('09:05'))).toEqual(['team']);
    expect(ids(new Map([['early', at('09:10')]]), at('09:10'))).toEqual(['early', 'team']);
  });

  it('are offered at times people say', () => {
    const friday = new Date(2026, 3, 3, 17, 20, 31);
    expect(dueIn('half', friday)).toEqual(new Date(2026, 3, 3, 17, 50));
    expect(dueIn('hours', friday)).toEqual(new Date(2026, 3, 3, 19, 20));
    expect(dueIn('tomorrow', friday)).toEqual(new Date(2026, 3, 4, 9));
    expect(dueIn('nextWeek', friday)).toEqual(new Date(2026, 3, 6, 9));
    expect(dueIn('nextWeek', new Date(2026, 3, 6, 8))).toEqual(new Date(2026, 3, 13, 9));
  });
});
