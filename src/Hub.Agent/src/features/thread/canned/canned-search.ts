import type { CannedReply } from '@/api/types';
import { fold } from '@/shared/lib/fold';

/** Lower is better; null does not match. */
function rank(reply: CannedReply, wanted: string): number | null {
  const shortcut = fold(reply.shortcut ?? '');
  const title = fold(reply.title);
  if (shortcut === wanted) return 0;
  if (shortcut.startsWith(wanted)) return 1;
  if (title.startsWith(wanted)) return 2;
  if (title.includes(wanted)) return 3;
  if (fold(reply.folder).includes(wanted)) return 4;
  return fold(`${reply.bodyJa ?? ''}\n${reply.bodyEn ?? ''}`).includes(wanted) ? 5 : null;
}

/** The best first; among equals what is used most. */
export function searchReplies(replies: readonly CannedReply[], query: string, limit = 50): CannedReply[] {
  const wanted = fold(query);
  return replies
    .flatMap((reply) => {
      const found = wanted === '' ? 3 : rank(reply, wanted);
      return found === null ? [] : [{ reply, found }];
    })
    .toSorted((a, b) => a.found - b.found || b.reply.used - a.reply.used || a.reply.title.localeCompare(b.reply.title))
    .slice(0, limit)
    .map(({ reply }) => reply);
}
