import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { markNotifications, notificationsKey, useNotifications } from '../api/notifications';

/** Whoever has the conversation before them has seen what the notification was about. */
export function useReadNotifications(conversationId: string | null): void {
  const client = useQueryClient();
  const unread = useNotifications().data?.pages.some((page) => page.items.some((item) => item.conversationId === conversationId && item.readAt === null)) ?? false;
  useEffect(() => {
    if (conversationId === null || !unread || document.visibilityState !== 'visible') return;
    markNotifications({ conversationId })
      .then(() => client.invalidateQueries({ queryKey: notificationsKey }))
      .catch(() => {}); // Stays unread; opening the conversation again tries again.
  }, [client, conversationId, unread]);
}
