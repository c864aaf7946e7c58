import type { NotificationItem } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { classNames } from '@/shared/lib/class-names';
import { formatFull, formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { IconButton } from '@/shared/ui/button';
import { Icon, type IconName } from '@/shared/ui/icon';
import { useNotificationTexts } from '../locales/use-notification-texts';
import styles from './notifications.module.css';

const icons: Record<NotificationItem['kind'], IconName> = { assignment: 'person', mention: 'note', failed_send: 'alert', follow_up: 'clock', help: 'help', account_trouble: 'alert', side_answer: 'letter', empty_year: 'clock' };

interface Props {
  items: readonly NotificationItem[];
  onOpen: (item: NotificationItem) => void;
  onMark: (item: NotificationItem, read: boolean) => void;
}

export function NotificationList({ items, onOpen, onMark }: Props) {
  const t = useNotificationTexts();
  const language = useLanguage();
  const now = new Date(useNow(60_000));
  return (
    <ul className={styles.items}>
      {items.map((item) => (
        <li key={item.id} className={classNames(styles.item, item.readAt === null && styles.unread)}>
          <button type="button" className={styles.jump} data-notification="" onClick={() => onOpen(item)}>
            <span className={classNames(styles.icon, (item.kind === 'failed_send' || (item.kind === 'account_trouble' && item.code !== 'heard_again')) && styles.bad)}><Icon name={icons[item.kind] ?? 'bell'} /></span>
            <span className={styles.words}>
              <span className={styles.line}>{t.accounts[item.code ?? ''] ?? t.lines[item.kind](item.byName ?? t.somebody, item.count ?? null)}</span>
              {item.conversationId && <span className={styles.customer}>{t.customer(item.customerName, item.conversationNumber)}</span>}
              {(item.accountName ?? item.brandName) && <span className={styles.customer}>{item.accountName ?? item.brandName}</span>}
              {item.excerpt && <span className={styles.excerpt}>{item.excerpt}</span>}
            </span>
            <time className={styles.time} dateTime={item.at} title={formatFull(item.at, language)}>{formatShort(item.at, language, now)}</time>
            {item.readAt === null && <span className="visually-hidden">{t.unreadMark}</span>}
          </button>
          <IconButton className={styles.mark} icon={item.readAt === null ? 'check' : 'reopen'} label={item.readAt === null ? t.read : t.unread} onClick={() => onMark(item, item.readAt === null)} />
        </li>
      ))}
    </ul>
  );
}
