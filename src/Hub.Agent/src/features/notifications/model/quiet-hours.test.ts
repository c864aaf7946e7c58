import { describe, expect, it } from 'vitest';
import { audible, isQuiet, type QuietHours } from './quiet-hours';

const night: QuietHours = { on: true, from: '22:00:00', to: '07:30:00', days: [1, 2, 3, 4, 5], timeZone: 'Asia/Tokyo', silencesHelp: false };
// Tokyo is nine hours ahead, without summer time. 2026-01-05 is a Monday.
const tokyo = (day: string, time: string): Date => new Date(`${day}T${time}+09:00`);

describe('quiet hours over midnight', () => {
  it.each([
    ['2026-01-05', '21:59:59', false],
    ['2026-01-05', '22:00:00', true],
    ['2026-01-06', '00:00:00', true],
    ['2026-01-06', '07:29:59', true],
    ['2026-01-06', '07:30:00', false],
    ['2026-01-06', '12:00:00', false],
    // Friday night reaches into Saturday; Saturday night and Monday's early morning (which began on Sunday) do not count.
    ['2026-01-10', '06:00:00', true],
    ['2026-01-10', '23:00:00', false],
    ['2026-01-05', '06:00:00', false],
  ])('%s %s', (day, time, quiet) => {
    expect(isQuiet(night, tokyo(day, time))).toBe(quiet);
  });
});

describe('quiet hours within a day', () => {
  const lunch: QuietHours = { ...night, from: '12:00:00', to: '13:00:00' };
  it.each([
    ['2026-01-05', '11:59:00', false],
    ['2026-01-05', '12:00:00', true],
    ['2026-01-05', '13:00:00', false],
    ['2026-01-04', '12:30:00', false],
  ])('%s %s', (day, time, quiet) => {
    expect(isQuiet(lunch, tokyo(day, time))).toBe(quiet);
  });
});

it('goes by the time zone of the person and not of the browser', () => {
  const london: QuietHours = { ...night, timeZone: 'Europe/London' };
  expect(isQuiet(london, new Date('2026-07-06T21:30:00Z'))).toBe(true); // 22:30 in summer
  expect(isQuiet(london, new Date('2026-01-05T21:30:00Z'))).toBe(false);
});

it('is never quiet when switched off', () => {
  expect(isQuiet({ ...night, on: false }, tokyo('2026-01-05', '23:00:00'))).toBe(false);
});

describe('what rings in quiet hours', () => {
  const items = [{ kind: 'assignment' as const }, { kind: 'help' as const }];
  it.each([
    ['at night only a call for help', '23:00:00', night, ['help']],
    ['at night nothing, for whoever wants it so', '23:00:00', { ...night, silencesHelp: true }, []],
    ['by day everything', '12:00:00', { ...night, silencesHelp: true }, ['assignment', 'help']],
  ])('%s', (_, time, quiet, heard) => {
    expect(audible(items, quiet, tokyo('2026-01-05', time)).map((item) => item.kind)).toEqual(heard);
  });
});
