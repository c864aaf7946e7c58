import { describe, expect, it } from 'vitest';
import { bodyOf, draftOf, emptyLog, isWorthSaving } from './log-draft';

describe('log draft', () => {
  it('keeps an entry as it was through the form and back', () => {
    const content = { type: 'log', medium: 'visit', direction: 'outbound', reason: '相談', outcome: null, body: 'Bought 200 g', startedAt: '2026-04-01T09:30:00.000Z', durationSeconds: 600, call: null, recordingUrl: null } as const;
    expect(bodyOf(draftOf(content))).toEqual({ medium: 'visit', direction: 'outbound', reason: '相談', outcome: '', text: 'Bought 200 g', startedAt: '2026-04-01T09:30:00.000Z', durationSeconds: 600 });
  });

  it('takes full-width digits and leaves out what is no number or no time', () => {
    const draft = emptyLog(new Date('2026-04-01T00:00:00Z'));
    expect(bodyOf({ ...draft, minutes: '１５' }).durationSeconds).toBe(900);
    expect(bodyOf({ ...draft, minutes: 'a while' }).durationSeconds).toBeNull();
    expect(bodyOf({ ...draft, startedAt: '' }).startedAt).toBeNull();
  });

  it('is worth saving once something is said', () => {
    const draft = emptyLog(new Date());
    expect(isWorthSaving(draft)).toBe(false);
    expect(isWorthSaving({ ...draft, outcome: '　' })).toBe(false);
    expect(isWorthSaving({ ...draft, reason: 'Order' })).toBe(true);
  });
});
