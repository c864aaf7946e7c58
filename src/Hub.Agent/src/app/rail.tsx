import { Link, useLocation } from 'wouter';
import type { ViewId } from '@/api/views';
import { useCounts } from '@/features/inbox/api/counts';
import { ViewLinks } from '@/features/inbox/components/view-links';
import { useDueCount } from '@/features/follow-ups/components/due-strip';
import { NotificationBell } from '@/features/notifications/components/notification-bell';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { classNames } from '@/shared/lib/class-names';
import { connectionState } from '@/realtime/connection-state';
import { useStore } from '@/shared/lib/store';
import { keyLabel } from '@/shared/keys/key-press';
import { openNewConversation, togglePalette } from '@/shared/lib/dialogs';
import { Avatar } from '@/shared/ui/avatar';
import { IconButton } from '@/shared/ui/button';
import { Icon, type IconName } from '@/shared/ui/icon';
import { HelpCalls } from './help-calls';
import { toggleColumn } from './layout';
import { useAppTexts } from './locales/use-app-texts';
import { hrefOfNotification } from './notification-target';
import styles from './rail.module.css';

export type Place = 'inbox' | 'followUps' | 'customers' | 'attention' | 'settings';

interface Props {
  place: Place;
  view: ViewId | null;
  open: boolean;
  attention: number;
  onHelp: () => void;
}

const product = 'CrmHub';

export function Rail({ place, view, open, attention, onHelp }: Props) {
  const t = useAppTexts();
  const me = useMe();
  const [, navigate] = useLocation();
  const may = useMay();
  const mayWrite = may('conversations.reply');
  const due = useDueCount();
  return (
    <nav className={classNames(styles.rail, open && styles.open)} aria-label={t.navigation}>
      <div className={styles.brand}>
        <span className={styles.logo} aria-hidden="true" />
        <span className={styles.product}>{product}</span>
        {me.demo && <span className={styles.demo}>{t.demo}</span>}
        <IconButton className={styles.fold} icon={open ? 'back' : 'forward'} label={open ? t.foldRail : t.unfoldRail} onClick={() => toggleColumn('rail')} />
      </div>
      <div className={styles.links}>
        <button type="button" className={classNames(styles.link, styles.find)} title={`${t.find} (${keyLabel('go.palette')})`} onClick={togglePalette}>
          <Icon name="search" size={18} />
          <span className={styles.label}>{t.find}</span>
          <kbd className={styles.key}>{keyLabel('go.palette')}</kbd>
        </button>
        {mayWrite && (
          <button type="button" className={classNames(styles.link, styles.new)} title={`${t.newConversation} (${keyLabel('new.conversation')})`} onClick={() => openNewConversation()}>
            <Icon name="plus" size={18} />
            <Label text={t.newConversation} short={t.short.newConversation} />
          </button>
        )}
        {may('conversations.help') && <HelpCalls open={open} />}
        <RailLink href="/inbox/mine" icon="inbox" label={t.inbox} current={place === 'inbox'} open={open} />
        {open && <div className={styles.views}><ViewLinks current={view} /></div>}
        <RailLink href="/follow-ups" icon="reopen" label={t.followUps} short={t.short.followUps} current={place === 'followUps'} open={open} {...(due > 0 ? { count: due } : {})} />
        <RailLink href="/customers" icon="people" label={t.customers} current={place === 'customers'} open={open} />
        {(attention > 0 || place === 'attention') && <RailLink href="/attention" icon="alert" label={t.attention} short={t.short.attention} current={place === 'attention'} open={open} count={attention || undefined} />}
        <NotificationBell className={styles.link} onOpen={(item) => navigate(hrefOfNotification(item))}>
          {(unread, label) => (
            <>
              <Icon name="bell" size={18} />
              <Label text={label} short={t.short.notifications} />
              {unread > 0 && <span className={styles.unread}>{unread}</span>}
            </>
          )}
        </NotificationBell>
        <RailLink href="/settings" icon="settings" label={t.settings} current={place === 'settings'} open={open} />
      </div>
      <Foot onHelp={onHelp} />
    </nav>
  );
}

/** Eight places stand side by side on a phone, so a long name has a short one there. */
function Label({ text, short = text }: { text: string; short?: string | undefined }) {
  return (
    <>
      <span className={classNames(styles.label, short !== text && styles.long)}>{text}</span>
      {short !== text && <span className={styles.short}>{short}</span>}
    </>
  );
}

function RailLink({ href, icon, label, short, current, open, count }: { href: string; icon: IconName; label: string; short?: string; current: boolean; open: boolean; count?: number | undefined }) {
  return (
    <Link href={href} className={classNames(styles.link, current && styles.current)} aria-current={current ? 'page' : undefined} title={open ? undefined : label}>
      <Icon name={icon} size={18} />
      <Label text={label} short={short} />
      {count !== undefined && <span className={styles.alert}>{count}</span>}
    </Link>
  );
}

function Foot({ onHelp }: { onHelp: () => void }) {
  const t = useAppTexts();
  const me = useMe();
  const counts = useCounts();
  const live = useStore(connectionState, (state) => state === 'live');
  return (
    <div className={styles.foot}>
      <Avatar name={me.name} present={live} />
      <span className={styles.me}>
        <span>{me.name}</span>
        <span className={styles.load}>{counts && t.ownLoad(counts.mine)}</span>
      </span>
      <IconButton icon="help" label={t.help} shortcut={keyLabel('go.help')} onClick={onHelp} />
    </div>
  );
}
