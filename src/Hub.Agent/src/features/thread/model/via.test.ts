import { describe, expect, it } from 'vitest';
import type { ConversationDetail, ReplyWay, ReplyWays } from '@/api/types';
import { through, wayOf } from './via';

const way = (identityId: string, change: Partial<ReplyWay> = {}): ReplyWay =>
  ({ identityId, home: false, channel: 'sms', accountId: `account-${identityId}`, accountName: 'SMS', address: '+819012345678', verified: true, reason: null, open: null, freeReplyUntil: null, sendingPaused: false, letter: null, capabilities: { maxTextLength: 660 }, ...change }) as ReplyWay;

const ways = (usual: string, ...items: ReplyWay[]): ReplyWays => ({ usual, items });
const home = way('home', { home: true, channel: 'line' });

describe('the way of a reply', () => {
  it('is where the customer wrote from last', () => expect(wayOf(ways('sms', home, way('sms')), undefined)?.identityId).toBe('sms'));
  it('is the home when that cannot be used', () => expect(wayOf(ways('sms', home, way('sms', { reason: 'opted_out' })), undefined)?.identityId).toBe('home'));
  it('is what was chosen, also what cannot be used: the composer says why', () => expect(wayOf(ways('home', home, way('sms', { reason: 'opted_out' })), { identityId: 'sms', usual: 'home' })?.identityId).toBe('sms'));
  it('is chosen anew when the customer has written from elsewhere', () => expect(wayOf(ways('sms', home, way('sms')), { identityId: 'home', usual: 'home' })?.identityId).toBe('sms'));
  it('is unknown until the ways are', () => expect(wayOf(undefined, undefined)).toBeUndefined());
});

describe('the conversation through another way', () => {
  const detail = { channel: 'line', accountId: 'line', canReply: true, cannotReplyReason: null, capabilities: { maxTextLength: 5000 }, freeReplyUntil: '2026-01-01T00:00:00Z', letter: null, unread: 3 } as unknown as ConversationDetail;
  it('has the limits, the cost and the reasons of that channel', () =>
    expect(through(detail, way('sms', { reason: 'opted_out' }))).toMatchObject({ channel: 'sms', accountId: 'account-sms', canReply: false, cannotReplyReason: 'opted_out', capabilities: { maxTextLength: 660 }, freeReplyUntil: null, unread: 3 }));
  it('is itself by its own', () => expect(through(detail, home)).toBe(detail));
});
