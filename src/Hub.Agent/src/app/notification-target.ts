import type { NotificationItem } from '@/api/types';

/** Where a notification leads: to its conversation, to the channel accounts, else to what needs attention. */
export const hrefOfNotification = (item: NotificationItem): string => (item.conversationId ? `/inbox/open/${item.conversationId}` : item.kind === 'account_trouble' ? '/settings/accounts' : '/attention');
