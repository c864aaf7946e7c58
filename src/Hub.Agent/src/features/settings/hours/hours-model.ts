import type { BrandCalendar, CalendarSettings, Closure, Holiday, OpenSpan, SpecialDay, Weekday } from '@/api/types';

export const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export const draftOf = ({ timeZone, holidays, week, closures, specialDays, version }: BrandCalendar): CalendarSettings => ({ timeZone, holidays, week, closures, specialDays, version });

/** "9", "930", "９：３０" and "26:00" as people write them; null when it is no time of day. */
export function readTime(typed: string): string | null {
  const text = typed.normalize('NFKC').trim().replace(/^(\d{1,2})時(?:(\d{1,2})分?)?$/, (_, hour: string, minute?: string) => `${hour}:${(minute ?? '0').padStart(2, '0')}`);
  const found = /^(\d{1,2})(?::?(\d{2}))?$/.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2] ?? 0);
  if (Number(found[2] ?? 0) > 59 || minutes >= 48 * 60) return null;
  const inDay = minutes > 24 * 60 ? minutes - 24 * 60 : minutes;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** Whether it is open over midnight. */
export const overnight = ({ opens, closes }: OpenSpan): boolean => closes <= opens;

const pad = (value: string | number): string => String(value).padStart(2, '0');
const dateOf = (year: number, month: string, day: string): string | null => {
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? `${year}-${pad(month)}-${pad(day)}` : null;
};

export type Entry = { kind: 'closure'; value: Closure } | { kind: 'special'; value: SpecialDay };

const day = String.raw`(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?`;
const pattern = new RegExp(String.raw`^${day}(?:\s*[~〜～–-]\s*${day})?(?:\s+(\d{1,2}:\d{2}(?:\s*[-~〜～–]\s*\d{1,2}:\d{2})))?(?:\s+(.*))?$`);

/**
 * One line of a pasted list: "12/29-1/3 年末年始 / New Year" closes, "12/28 9:00-12:00 仕事納め" sets hours for a day. A line without a year means the
 * year looked at; an end before its beginning lies in the year after.
 */
export function readLine(line: string, year: number): Entry | null {
  const found = pattern.exec(line.normalize('NFKC').trim());
  if (!found) return null;
  const [, fromYear, fromMonth = '', fromDay = '', toYear, toMonth, toDay, hours, names] = found;
  const from = dateOf(Number(fromYear ?? year), fromMonth, fromDay);
  if (!from) return null;
  let to: string | null = from;
  if (toMonth && toDay) {
    to = dateOf(Number(toYear ?? from.slice(0, 4)), toMonth, toDay);
    if (to && !toYear && to < from) to = dateOf(Number(from.slice(0, 4)) + 1, toMonth, toDay);
  }
  if (!to || to < from) return null;
  const [nameJa = null, nameEn = null] = (names ?? '').split(/\s*\/\s*/).map((name) => name.trim() || null);
  if (!hours) return { kind: 'closure', value: { from, to, nameJa, nameEn } };
  const [opens, closes] = hours.split(/[-~〜～–]/).map((time) => readTime(time));
  return opens && closes && from === to ? { kind: 'special', value: { date: from, spans: [{ opens, closes }], nameJa, nameEn } } : null;
}

export function addEntries(settings: CalendarSettings, entries: readonly Entry[]): CalendarSettings {
  const special = entries.flatMap((entry) => (entry.kind === 'special' ? [entry.value] : []));
  return {
    ...settings,
    closures: [...(settings.closures ?? []), ...entries.flatMap((entry) => (entry.kind === 'closure' ? [entry.value] : []))].toSorted((a, b) => a.from.localeCompare(b.from)),
    specialDays: [...(settings.specialDays ?? []).filter((known) => !special.some((each) => each.date === known.date)), ...special].toSorted((a, b) => a.date.localeCompare(b.date)),
  };
}

export interface DayView {
  date: string;
  kind: 'open' | 'off' | 'holiday' | 'closure' | 'special';
  names: { nameJa: string | null; nameEn: string | null } | null;
}

/** What a day will be by the settings being edited, in the order the server decides it. */
export function viewDay(date: string, settings: CalendarSettings, holidays: readonly Holiday[]): DayView {
  const special = settings.specialDays?.find((each) => each.date === date);
  if (special) return { date, kind: 'special', names: special };
  const closure = settings.closures?.find((each) => each.from <= date && date <= each.to);
  if (closure) return { date, kind: 'closure', names: closure };
  const holiday = settings.holidays ? holidays.find((each) => each.date === date) : undefined;
  if (holiday) return { date, kind: 'holiday', names: holiday };
  const name = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  const open = settings.week?.some((each) => each.day === name && (each.spans?.length ?? 0) > 0);
  return { date, kind: open ? 'open' : 'off', names: null };
}

export const daysOfMonth = (year: number, month: number): string[] =>
  Array.from({ length: new Date(Date.UTC(year, month, 0)).getUTCDate() }, (_, index) => `${year}-${pad(month)}-${pad(index + 1)}`);
