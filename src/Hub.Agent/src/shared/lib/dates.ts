import type { Language } from '@/api/types';

const cache = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', options);
    cache.set(key, found);
  }
  return found;
}

export const dayKey = (at: string | Date): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
};

export const formatTime = (at: string, language: Language): string =>
  format(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const formatDay = (at: string, language: Language, now = new Date()): string => {
  const date = new Date(at);
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(language, { ...(sameYear ? {} : { year: 'numeric' }), month: 'long', day: 'numeric', weekday: 'short' }).format(date);
};

/** Time of day today, else the date: what fits in a list row. */
export const formatShort = (at: string, language: Language, now = new Date()): string => {
  const date = new Date(at);
  if (dayKey(date) === dayKey(now)) return formatTime(at, language);
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(language, sameYear ? { month: 'numeric', day: 'numeric' } : { year: 'numeric', month: 'numeric', day: 'numeric' }).format(date);
};

/** A day and a time of day, for what is planned. */
export const formatMoment = (at: string, language: Language): string =>
  format(language, { month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const formatFull = (at: string, language: Language): string =>
  format(language, { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** How long somebody has been waiting: seconds matter in the first minutes only. */
export function formatWait(since: string, now: number, language: Language): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const ja = language === 'ja';
  if (minutes < 10) return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
  if (minutes < 60) return ja ? `${minutes}分` : `${minutes} m`;
  if (hours < 24) return ja ? `${hours}時間${minutes % 60}分` : `${hours} h ${minutes % 60} m`;
  return ja ? `${days}日` : `${days} d`;
}

/** How long something lasted. */
export function formatDuration(seconds: number, language: Language): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (language === 'ja') return [minutes > 0 && `${minutes}分`, (rest > 0 || minutes === 0) && `${rest}秒`].filter(Boolean).join('');
  return [minutes > 0 && `${minutes} min`, (rest > 0 || minutes === 0) && `${rest} s`].filter(Boolean).join(' ');
}

/** "20 seconds ago", "3分前". */
export function formatAgo(at: string, now: number, language: Language): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  const ago = new Intl.RelativeTimeFormat(language);
  if (seconds < 60) return ago.format(-seconds, 'second');
  if (seconds < 3600) return ago.format(-Math.floor(seconds / 60), 'minute');
  return seconds < 86_400 ? ago.format(-Math.floor(seconds / 3600), 'hour') : ago.format(-Math.floor(seconds / 86_400), 'day');
}

export function formatCountdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function formatSize(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(value)} ${units[unit]}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A time as a `datetime-local` field holds it. */
export function toLocalField(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
