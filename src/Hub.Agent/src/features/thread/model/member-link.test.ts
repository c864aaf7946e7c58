import { describe, expect, it } from 'vitest';
import { linkState } from './member-link';

const at = (minute: number) => Date.UTC(2026, 10, 28, 1, minute);
const content = { type: 'memberLink', body: 'Sign in', label: 'Link' } as const;

describe('a member link', () => {
  it('says nothing before it has left, then until when it works, then that it is too late', () => {
    expect(linkState(content, at(0))).toBeNull();
    const sent = { ...content, expiresAt: '2026-11-28T01:10:00Z' };
    expect(linkState(sent, at(9))).toBe('sent');
    expect(linkState(sent, at(10))).toBe('expired');
  });

  it('keeps what came of it, however late', () => {
    expect(linkState({ ...content, expiresAt: '2026-11-28T01:10:00Z', result: 'linked' }, at(30))).toBe('linked');
    expect(linkState({ ...content, expiresAt: '2026-11-28T01:10:00Z', result: 'failed' }, at(5))).toBe('failed');
  });
});
