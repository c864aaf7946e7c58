import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AttentionItem } from '@/api/types';
import { useChannelName, useCustomerName, useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatFull, formatShort } from '@/shared/lib/dates';
import { useLanguage, useTexts } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Icon } from '@/shared/ui/icon';
import { en } from '../locales/en';
import { ja } from '../locales/ja';
import styles from './attention-page.module.css';

const texts = { ja, en };

/** One message that failed or is uncertain: whose, what, why, and what to do. Its link is what J and K walk to. */
export function SendCard({ item, actions }: { item: AttentionItem; actions: ReactNode }) {
  const t = useTexts(texts);
  const shared = useSharedTexts();
  const language = useLanguage();
  const customerName = useCustomerName();
  const channelName = useChannelName();
  const errorText = useErrorText();
  const { conversation, message } = item;
  const unknown = message.delivery?.state === 'unknown';
  const text = message.content.type === 'text' ? message.content.body : message.content.type === 'file' ? (message.content.caption ?? shared.contents['file']) : '';
  return (
    <li className={styles.card} data-card="">
      <div className={styles.send}>
        <Avatar name={conversation.customer.name ?? ''} pictureUrl={conversation.customer.pictureUrl} />
        <span className={styles.names}>
          <Link href={`/inbox/open/${conversation.id}`} data-jump="" className={styles.name}>{customerName(conversation.customer.name)}</Link>
          <span className={styles.hint}>{[`#${conversation.number}`, channelName(conversation.channel), message.sender.name && t.by(message.sender.name)].filter(Boolean).join(' · ')}</span>
        </span>
        <time className={styles.hint} dateTime={item.at} title={formatFull(item.at, language)}>{formatShort(item.at, language)}</time>
      </div>
      <p className={styles.text}>{text}</p>
      <p className={classNames(styles.why, unknown ? styles.uncertain : styles.error)}>
        <Icon name={unknown ? 'help' : 'alert'} size={14} />
        <span>{unknown ? t.unknown : t.failed}{message.delivery?.code && ` ${errorText(message.delivery.code)}`}</span>
      </p>
      <div className={styles.cardFoot}>
        <span className={styles.hint}>{unknown ? t.unknownHint : t.failedHint}</span>
        {actions}
      </div>
    </li>
  );
}
