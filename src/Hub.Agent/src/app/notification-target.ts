import type { NotificationItem } from '@/api/types';

/** Where a notification leads: to its conversation, else to what needs attention. */
export const hrefOfNotification = (item: NotificationItem): string => (item.conversationId ? `/inbox/open/${item.conversationId}` : '/attention');
