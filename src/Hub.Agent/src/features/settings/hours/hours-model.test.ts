import { describe, expect, it } from 'vitest';
import type { CalendarSettings } from '@/api/types';
import { addEntries, daysOfMonth, readLine, readTime, viewDay } from './hours-model';

const settings: CalendarSettings = {
  timeZone: 'Asia/Tokyo', holidays: true, version: 1, closures: [{ from: '2026-12-29', to: '2027-01-03', nameJa: '年末年始', nameEn: null }],
  week: [{ day: 'monday', spans: [{ opens: '09:00', closes: '18:00' }] }], specialDays: [{ date: '2026-12-28', spans: [{ opens: '09:00', closes: '12:00' }], nameJa: null, nameEn: null }],
};

describe('times', () => {
  it('are read as people write them', () => {
    expect(['9', '930', '９：３０', '18:00', '24:00', '26:00', '9時', '9時30分'].map(readTime)).toEqual(['09:00', '09:30', '09:30', '18:00', '24:00', '02:00', '09:00', '09:30']);
    expect(['', 'x', '9:7', '9:75', '48:00'].map(readTime)).toEqual([null, null, null, null, null]);
  });
});

describe('a pasted line', () => {
  it('closes from one day to another, over the turn of the year', () => {
    expect(readLine('12/29-1/3 年末年始 / New Year', 2026)).toEqual({ kind: 'closure', value: { from: '2026-12-29', to: '2027-01-03', nameJa: '年末年始', nameEn: 'New Year' } });
    expect(readLine('2027年8月13日〜8月15日　お盆', 2026)).toEqual({ kind: 'closure', value: { from: '2027-08-13', to: '2027-08-15', nameJa: 'お盆', nameEn: null } });
    expect(readLine('2027-03-31', 2026)).toEqual({ kind: 'closure', value: { from: '2027-03-31', to: '2027-03-31', nameJa: null, nameEn: null } });
  });

  it('gives one day its own hours', () => {
    expect(readLine('12/28 9:00-12:00 仕事納め', 2026)).toEqual({ kind: 'special', value: { date: '2026-12-28', spans: [{ opens: '09:00', closes: '12:00' }], nameJa: '仕事納め', nameEn: null } });
  });

  it('is refused when it is no date', () => {
    for (const line of ['お盆', '2/30', '13/1', '2026/12/31-2026/12/30', '12/28-12/29 9:00-12:00']) expect(readLine(line, 2026)).toBeNull();
  });

  it('replaces the hours a day had', () => {
    const added = addEntries(settings, ['12/28 10:00-11:00', '8/13-8/15'].flatMap((line) => readLine(line, 2026) ?? []));
    expect(added.specialDays).toHaveLength(1);
    expect(added.closures?.map((each) => each.from)).toEqual(['2026-08-13', '2026-12-29']);
  });
});

describe('a day', () => {
  it('is what the first rule that speaks of it says', () => {
    const holidays = [{ date: '2026-11-23', nameJa: '勤労感謝の日', nameEn: '' }, { date: '2027-01-01', nameJa: '元日', nameEn: '' }];
    const kinds = ['2026-12-28', '2027-01-01', '2026-11-23', '2026-11-30', '2026-12-01'].map((date) => viewDay(date, settings, holidays).kind);
    expect(kinds).toEqual(['special', 'closure', 'holiday', 'open', 'off']);
    expect(viewDay('2026-11-23', { ...settings, holidays: false }, holidays).kind).toBe('open');
    expect(daysOfMonth(2028, 2)).toHaveLength(29);
  });
});
