import { useEffect, useRef, useState } from 'react';
import type { NotificationItem, NotificationSettings } from '@/api/types';
import { useNotifications, useNotificationSettings } from '../api/notifications';
import { useNotificationTexts } from '../locales/use-notification-texts';
import { claimAnnouncer } from '../model/announcer';
import { chime } from '../model/chime';
import { createNews } from '../model/news';
import { audible } from '../model/quiet-hours';

/** So long what is new waits for the settings, and for this window to be the one that rings. */
const justNow = 10_000;

/** Rings for what is new: in one window of the desk, and outside of the quiet hours. */
export function useAnnounce(onOpen: (item: NotificationItem) => void): void {
  const t = useNotificationTexts();
  const items = useNotifications().data?.pages[0]?.items;
  const settings = useNotificationSettings().data;
  const news = useRef(createNews());
  const waiting = useRef<{ item: NotificationItem; at: number }[]>([]);
  const [announcer, setAnnouncer] = useState(false);
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  useEffect(() => claimAnnouncer(() => setAnnouncer(true)), []);
  useEffect(() => {
    if (!items) return;
    const now = Date.now();
    waiting.current = [...waiting.current.filter(({ at }) => now - at < justNow), ...news.current(items).map((item) => ({ item, at: now }))];
    if (!announcer || !settings) return;
    const heard = audible(waiting.current.map(({ item }) => item), settings.quiet, new Date());
    waiting.current = [];
    if (heard.length === 0) return;
    if (settings.sound) void chime();
    if (settings.desktop) for (const item of heard) showOnDesktop(item, settings, t, () => open.current(item));
  }, [items, settings, t, announcer]);
}

function showOnDesktop(item: NotificationItem, settings: NotificationSettings, t: ReturnType<typeof useNotificationTexts>, onOpen: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const title = t.accounts[item.code ?? ''] ?? t.lines[item.kind](item.byName ?? t.somebody, item.count ?? null);
  // Never a customer's name or words, unless the person wants that.
  const body = settings.previews ? [item.conversationId && t.customer(item.customerName, item.conversationNumber), item.excerpt].filter(Boolean).join('\n') : '';
  const shown = new Notification(title, { body, tag: item.id });
  shown.addEventListener('click', () => {
    window.focus();
    shown.close();
    onOpen();
  });
}
