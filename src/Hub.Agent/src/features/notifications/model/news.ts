import type { NotificationItem } from '@/api/types';

/**
 * What has come since the list was last looked at. The first look announces nothing: what was there before the desk was opened is shown by the bell. What has been
 * told is remembered for good, so that a list that shrinks (read elsewhere) and grows again does not ring twice.
 */
export function createNews(): (items: readonly NotificationItem[]) => NotificationItem[] {
  let told: Set<string> | null = null;
  return (items) => {
    const unread = items.filter((item) => item.readAt === null);
    if (told === null) {
      told = new Set(items.map((item) => item.id));
      return [];
    }
    const fresh = unread.filter((item) => !told?.has(item.id));
    for (const item of items) told.add(item.id);
    return fresh;
  };
}
