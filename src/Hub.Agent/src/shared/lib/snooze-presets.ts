export type SnoozePreset = 'hour' | 'later' | 'tomorrow' | 'nextWeek';

const morning = 9;

export function snoozeUntil(preset: SnoozePreset, now: Date): Date {
  const until = new Date(now);
  switch (preset) {
    case 'hour':
      until.setHours(until.getHours() + 1);
      return until;
    case 'later':
      until.setHours(until.getHours() + 3);
      return until;
    case 'tomorrow':
      until.setDate(until.getDate() + 1);
      break;
    case 'nextWeek':
      until.setDate(until.getDate() + ((8 - until.getDay()) % 7 || 7));
      break;
  }
  until.setHours(morning, 0, 0, 0);
  return until;
}
