import { Link } from 'wouter';
import type { Customer, TimelineEntry } from '@/api/types';
import { useChannelName, usePreview, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { ErrorState, Spinner } from '@/shared/ui/states';
import { useTimeline } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './customer-record.module.css';

interface Props {
  customer: Customer;
  currentConversationId: string | null;
  hrefOf: (conversationId: string) => string;
}

export function Timeline({ customer, currentConversationId, hrefOf }: Props) {
  const t = useCustomerTexts();
  const shared = useSharedTexts();
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTimeline(customer.id);
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.section}>
      <h3>{t.timeline}<span className={styles.faint}>{data && t.conversations(entries.length, hasNextPage)}</span></h3>
      {isPending && <Spinner label={shared.loading} />}
      {isError && !data && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
      {data && entries.length === 0 && <p className={styles.faint}>{t.noTimeline}</p>}
      <ol className={styles.timeline}>
        {entries.map((entry) => <Entry key={entry.conversation.id} entry={entry} current={entry.conversation.id === currentConversationId} href={hrefOf(entry.conversation.id)} />)}
      </ol>
      {hasNextPage && <Button look="quiet" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t.more}</Button>}
    </section>
  );
}

const numberSign = '#';

function Entry({ entry, current, href }: { entry: TimelineEntry; current: boolean; href: string }) {
  const t = useCustomerTexts();
  const language = useLanguage();
  const channelName = useChannelName();
  const preview = usePreview();
  const { conversation: row, firstText } = entry;
  return (
    <li>
      <Link href={href} className={classNames(styles.entry, current && styles.current)} aria-current={current ? 'true' : undefined}>
        <span className={styles.entryHead}>
          {[row.channel, ...row.otherChannels].map((channel) => <ChannelMark key={channel} channel={channel} label={channelName(channel)} />)}
          <span className={styles.entryStatus}>{current ? t.current : t.statuses[row.status]}</span>
          <span className={styles.faint}>{numberSign}{row.number}</span>
          <time className={styles.entryTime} dateTime={row.lastActivityAt}>{formatShort(row.lastActivityAt, language)}</time>
        </span>
        <span className={styles.entryText}>{firstText ?? (preview(row.lastMessage) || '–')}</span>
      </Link>
    </li>
  );
}
