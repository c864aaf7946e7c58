import { memo, type MouseEvent } from 'react';
import { Link } from 'wouter';
import type { ConversationRow } from '@/api/types';
import { useViewers, useVisitorTyping } from '@/realtime/presence';
import { useMe } from '@/shared/hooks/use-me';
import { useChannelName, useCustomerName, usePreview } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { Tag } from '@/shared/ui/tag';
import { useBulkTexts } from '../locales/use-bulk-texts';
import { useInboxTexts } from '../locales/use-inbox-texts';
import styles from './conversation-row.module.css';
import { WaitingTime } from './waiting-time';

interface Props {
  row: ConversationRow;
  href: string;
  selected: boolean;
  left: boolean;
  ownerName: string | null;
  /** Of whoever asks for help in it. */
  helpName: string | null;
  /** Chosen for what is done to many at once. */
  checked: boolean;
  /** Some row is chosen, so every row shows its box. */
  choosing: boolean;
  onCheck: (id: string, extend: boolean) => void;
}

const shownTags = 2;

export const ConversationRowItem = memo(function ConversationRowItem({ row, href, selected, left, ownerName, helpName, checked, choosing, onCheck }: Props) {
  const t = useInboxTexts();
  const language = useLanguage();
  const channelName = useChannelName();
  const customerName = useCustomerName();
  const select = useBulkTexts().select;
  const onClick = (event: MouseEvent) => {
    if (!event.shiftKey) return;
    event.preventDefault();
    onCheck(row.id, true);
  };
  return (
    <>
      <Link href={href} onClick={onClick} className={classNames(styles.row, selected && styles.selected, checked && styles.checked, row.unread > 0 && styles.unread, left && styles.left)} aria-current={selected ? 'true' : undefined} title={left ? t.left : undefined} tabIndex={selected ? 0 : -1}>
        <Avatar name={row.customer.name ?? ''} pictureUrl={row.customer.pictureUrl} />
        <span className={styles.first}>
          <span className={styles.name}>{customerName(row.customer.name)}</span>
          {row.waitingSince ? <WaitingTime since={row.waitingSince} /> : <time className={styles.time}>{formatShort(row.lastActivityAt, language)}</time>}
        </span>
        <span className={styles.second}>
          <LastLine row={row} />
          {row.attention && <span className={styles.attention} title={t.attention}><Icon name="alert" size={14} /><span className="visually-hidden">{t.attention}</span></span>}
          {row.unread > 0 && <span className={styles.count} aria-label={t.unread(row.unread)}>{row.unread > 99 ? '99+' : row.unread}</span>}
        </span>
        <span className={styles.third}>
          <ChannelMark channel={row.channel} label={`${channelName(row.channel)} · ${row.accountName}`} />
          {row.otherChannels.map((channel) => <ChannelMark key={channel} channel={channel} label={channelName(channel)} />)}
          {row.help ? <span className={styles.help}><Icon name="hand" size={12} /><span>{t.help(helpName ?? '')}</span><WaitingTime since={row.help.at} label={t.helpSince} /></span> : <span className={styles.account}>{row.dueAt ? t.until(formatShort(row.dueAt, language)) : row.accountName}</span>}
          <span className={styles.tags}>
            {row.tags.slice(0, shownTags).map((tag) => <Tag key={tag} name={tag} />)}
            {row.tags.length > shownTags && <span className={styles.more}>{t.moreTags(row.tags.length - shownTags)}</span>}
          </span>
          <Viewers conversationId={row.id} />
          {ownerName && <Avatar name={ownerName} size="xs" title={t.owner(ownerName)} />}
        </span>
      </Link>
      <label className={classNames(styles.box, (checked || choosing) && styles.boxShown)}>
        <input type="checkbox" tabIndex={-1} checked={checked} aria-label={select(customerName(row.customer.name))} onClick={(event) => onCheck(row.id, event.shiftKey)} onChange={() => {}} />
      </label>
    </>
  );
});

function LastLine({ row }: { row: ConversationRow }) {
  const t = useInboxTexts();
  const preview = usePreview();
  const typing = useVisitorTyping(row.id);
  const viewers = useViewers(row.id);
  const me = useMe().id;
  const colleague = viewers.find((viewer) => viewer.typing && viewer.id !== me);
  if (typing) return <span className={classNames(styles.preview, styles.typing)}>{t.customerTyping}</span>;
  if (colleague) return <span className={classNames(styles.preview, styles.typing)}>{t.typing(colleague.name)}</span>;
  const last = row.lastMessage;
  if (!last) return <span className={styles.preview}>{t.noMessage}</span>;
  const from = last.sender === 'agent' ? t.you : last.sender === 'bot' ? t.bot : '';
  return (
    <span className={styles.preview}>
      {last.kind === 'note' ? <Icon name="note" size={12} /> : from && <Icon name="forward" size={10} />}
      {row.subject && <b className={styles.subject}>{row.subject}</b>}
      {preview(last)}
    </span>
  );
}

function Viewers({ conversationId }: { conversationId: string }) {
  const t = useInboxTexts();
  const me = useMe().id;
  const others = useViewers(conversationId).filter((viewer) => viewer.id !== me);
  if (others.length === 0) return null;
  return (
    <span className={styles.viewers} title={t.viewing(others.map((viewer) => viewer.name).join(', '))}>
      {others.slice(0, 2).map((viewer) => <Avatar key={viewer.id} name={viewer.name} size="xs" />)}
    </span>
  );
}
