import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { NotificationItem, NotificationSettings, Page } from '@/api/types';

export const notificationsKey = ['notifications'] as const;
export const notificationSettingsKey = ['notification-settings'] as const;

export type NotificationPage = Page<NotificationItem> & { unread: number };

// A hint by the live connection refreshes it; without one, time does.
const anyway = 60_000;

export const useNotifications = () =>
  useInfiniteQuery({
    queryKey: notificationsKey,
    queryFn: ({ pageParam, signal }) => request<NotificationPage>(`/api/notifications${query({ cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: anyway,
  });

export const useUnread = (): number => useNotifications().data?.pages[0]?.unread ?? 0;

export const markNotification = (id: string, read: boolean): Promise<void> => request(`/api/notifications/${id}/read`, { method: 'PUT', body: { read } });
export const markNotifications = (body: { conversationId?: string; upTo?: string }): Promise<void> => request('/api/notifications/read', { method: 'PUT', body });

export const useNotificationSettings = () =>
  useQuery({ queryKey: notificationSettingsKey, queryFn: ({ signal }) => request<NotificationSettings>('/api/notifications/settings', { signal }), staleTime: Infinity });

export const saveNotificationSettings = (settings: NotificationSettings): Promise<NotificationSettings> => request('/api/notifications/settings', { method: 'PUT', body: settings });
