import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { errorCode } from '@/api/http';
import type { NotificationItem } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Popover } from '@/shared/ui/popover';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { markNotification, markNotifications, notificationsKey, useNotifications, useUnread } from '../api/notifications';
import { useNotificationTexts } from '../locales/use-notification-texts';
import { NotificationList } from './notification-list';
import styles from './notifications.module.css';

interface Props {
  className?: string | undefined;
  onOpen: (item: NotificationItem) => void;
  /** How it looks in its place: it gets the number of unread ones and the name. Its name for screen readers it has already. */
  children: (unread: number, label: string) => ReactNode;
}

const panelWidth = 400;

/** The bell: opened by a click or the key B, it lists what one is told, newest first. */
export function NotificationBell({ className, onOpen, children }: Props) {
  const t = useNotificationTexts();
  const unread = useUnread();
  const [open, setOpen] = useState(false);
  const bell = useRef<HTMLButtonElement>(null);
  const jump = (item: NotificationItem) => {
    setOpen(false);
    onOpen(item);
  };
  useShortcuts({ 'go.notifications': () => setOpen(true) });
  return (
    <>
      <button ref={bell} type="button" className={className} aria-expanded={open} title={`${t.title} (B)`} onClick={() => setOpen(!open)}>
        <span className="visually-hidden">{t.open(unread)}</span>
        <span aria-hidden="true" className={styles.look}>{children(unread, t.title)}</span>
      </button>
      {open && (
        <Popover anchor={bell} label={t.title} width={panelWidth} onClose={() => setOpen(false)}>
          <Panel onJump={jump} onClose={() => setOpen(false)} />
        </Popover>
      )}
    </>
  );
}

function Panel({ onJump, onClose }: { onJump: (item: NotificationItem) => void; onClose: () => void }) {
  const t = useNotificationTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage } = useNotifications();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const marks = { onError: (error: Error) => showToast(errorText(errorCode(error)), { bad: true }), onSettled: () => client.invalidateQueries({ queryKey: notificationsKey }) };
  const mark = useMutation({ mutationFn: ({ id, read }: { id: string; read: boolean }) => markNotification(id, read), ...marks });
  const markAll = useMutation({ mutationFn: () => markNotifications(items[0] ? { upTo: items[0].at } : {}), ...marks });
  const open = (item: NotificationItem) => {
    if (item.readAt === null) mark.mutate({ id: item.id, read: true });
    onJump(item);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys walk through the buttons inside
    <section className={styles.panel} aria-label={t.title} onKeyDown={walk}>
      <header className={styles.head}>
        <h2>{t.title}</h2>
        <Button look="link" disabled={!items.some((item) => item.readAt === null)} onClick={() => markAll.mutate()}>{t.readAll}</Button>
        <Link href="/settings/notifications" onClick={onClose}>{t.settings}</Link>
      </header>
      {isPending && <Skeleton rows={3} />}
      {isError && !data && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
      {data && items.length === 0 && <EmptyState icon="bell" title={t.none}>{t.noneHint}</EmptyState>}
      <NotificationList items={items} onOpen={open} onMark={(item, read) => mark.mutate({ id: item.id, read })} />
      {hasNextPage && <Button className={styles.more} onClick={() => void fetchNextPage()}>{t.more}</Button>}
    </section>
  );
}

/** Up and down, and J and K, go from one notification to the next. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.code === 'ArrowDown' || event.code === 'KeyJ' ? 1 : event.code === 'ArrowUp' || event.code === 'KeyK' ? -1 : 0;
  if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-notification]')];
  const at = items.findIndex((item) => item === document.activeElement);
  items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))]?.focus();
  event.preventDefault();
}
