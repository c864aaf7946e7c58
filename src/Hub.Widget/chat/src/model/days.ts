import type { Language } from '../../../loader/texts';

const locales = { ja: 'ja-JP', en: 'en-GB' };
const dayMs = 86_400_000;

export function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

export function dayLabel(at: Date, now: Date, language: Language, today: string, yesterday: string): string {
  if (dayKey(at) === dayKey(now)) return today;
  if (dayKey(at) === dayKey(new Date(now.getTime() - dayMs))) return yesterday;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locales[language], { ...year, month: 'long', day: 'numeric', weekday: 'short' }).format(at);
}

export function timeLabel(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { hour: 'numeric', minute: '2-digit' }).format(at);
}
