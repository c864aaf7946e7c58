import type { NotificationItem } from '@/api/types';

export interface QuietHours {
  on: boolean;
  /** Times of day in the person's time zone, "22:00:00". */
  from: string;
  to: string;
  /** Days on which the quiet time begins, 0 Sunday to 6 Saturday. */
  days: readonly number[];
  timeZone: string;
  /** Calls for help do not ring then either. */
  silencesHelp: boolean;
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

function localTime(now: Date, timeZone: string): { day: number; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return { day: dayNames.indexOf(part('weekday')), minutes: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** Whether nothing may ring now. A quiet time over midnight belongs to the day on which it began. */
export function isQuiet(quiet: QuietHours, now: Date): boolean {
  if (!quiet.on) return false;
  const { day, minutes } = localTime(now, quiet.timeZone);
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  if (from < to) return minutes >= from && minutes < to && quiet.days.includes(day);
  if (minutes >= from) return quiet.days.includes(day);
  return minutes < to && quiet.days.includes((day + 6) % 7);
}

/** What may ring now: in quiet hours only a colleague who asks for help, unless that is not to ring either. */
export const audible = <T extends Pick<NotificationItem, 'kind'>>(items: readonly T[], quiet: QuietHours, now: Date): T[] =>
  items.filter((item) => !isQuiet(quiet, now) || (item.kind === 'help' && !quiet.silencesHelp));
