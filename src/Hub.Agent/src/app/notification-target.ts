import type { NotificationItem } from '@/api/types';

/** Where a notification leads: to its conversation, to one's own when it is about several, to the hours or the channel accounts, else to what needs attention. */
export function hrefOfNotification(item: NotificationItem): string {
  if (item.conversationId) return `/inbox/open/${item.conversationId}`;
  if (item.kind === 'assignment') return '/inbox/mine';
  if (item.kind === 'empty_year') return `/settings/hours?brand=${item.brandId}`;
  return item.kind === 'account_trouble' ? '/settings/accounts' : '/attention';
}
