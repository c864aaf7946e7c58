import type { ViewCount } from '../api/saved-views';

const mostShown = 99;

/** Counted up to a hundred; a dash where counting took too long. */
export function countText(count: ViewCount | undefined): string {
  if (!count) return '';
  if (count.count === null) return '–';
  return count.more || count.count > mostShown ? `${Math.min(count.count, mostShown)}+` : String(count.count);
}
