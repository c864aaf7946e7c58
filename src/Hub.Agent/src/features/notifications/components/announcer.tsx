import type { NotificationItem } from '@/api/types';
import { useAnnounce } from './use-announce';

/** Rings for what is new, wherever in the desk one is. */
export function Announcer({ onOpen }: { onOpen: (item: NotificationItem) => void }) {
  useAnnounce(onOpen);
  return null;
}
