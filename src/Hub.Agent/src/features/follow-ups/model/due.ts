import type { FollowUp } from '@/api/types';

export type FollowUpPreset = 'half' | 'hours' | 'tomorrow' | 'nextWeek';

const morning = 9;
const week = 7;

export function dueIn(preset: FollowUpPreset, now: Date): Date {
  const due = new Date(now);
  switch (preset) {
    case 'half':
      due.setMinutes(due.getMinutes() + 30, 0, 0);
      return due;
    case 'hours':
      due.setHours(due.getHours() + 2, due.getMinutes(), 0, 0);
      return due;
    case 'tomorrow':
      due.setDate(due.getDate() + 1);
      break;
    case 'nextWeek':
      due.setDate(due.getDate() + ((week + 1 - due.getDay()) % week || week));
      break;
  }
  due.setHours(morning, 0, 0, 0);
  return due;
}

export const isDue = (followUp: FollowUp, now: number): boolean => followUp.doneAt === null && Date.parse(followUp.dueAt) <= now;

/** What rings here: my own when due, and of the team's those that came back or that nobody had, until this browser was told to be quiet about them. */
export function ringing(mine: readonly FollowUp[], team: readonly FollowUp[], now: number, quiet: ReadonlyMap<string, number>): FollowUp[] {
  const loud = (followUp: FollowUp) => isDue(followUp, now) && (quiet.get(followUp.id) ?? 0) <= now;
  return [...mine.filter(loud), ...team.filter(loud)];
}
