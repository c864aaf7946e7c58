import { Link } from 'wouter';
import type { ConversationRow } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useCustomerName, usePreview, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage, useTexts } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { EmptyState, ErrorState } from '@/shared/ui/states';
import { useParked } from '../api/parked';
import { en } from '../locales/en';
import { ja } from '../locales/ja';
import styles from './attention-page.module.css';
import { ParkedCard } from './parked-card';

const texts = { ja, en };

interface Props {
  rows: ConversationRow[];
  /** Null when all are there. */
  onMoreRows: (() => void) | null;
}

export function AttentionPage({ rows, onMoreRows }: Props) {
  const t = useTexts(texts);
  const shared = useSharedTexts();
  const language = useLanguage();
  const customerName = useCustomerName();
  const preview = usePreview();
  const mayManage = useMay()('parked.manage');
  const { data, isError, refetch, hasNextPage, fetchNextPage } = useParked(mayManage);
  const parked = data?.pages.flatMap((page) => page.items) ?? [];
  const nothing = rows.length === 0 && parked.length === 0 && !isError && (data !== undefined || !mayManage);
  return (
    <main className={styles.page}>
      <h1>{t.title}</h1>
      {nothing && <EmptyState icon="check" title={t.nothing}>{t.nothingHint}</EmptyState>}
      {rows.length > 0 && (
        <section>
          <h2>{t.sends}</h2>
          <p className={styles.hint}>{t.sendsHint}</p>
          <ul className={styles.cards}>
            {rows.map((row) => (
              <li key={row.id}>
                <Link href={`/inbox/open/${row.id}`} className={styles.row}>
                  <Avatar name={row.customer.name ?? ''} pictureUrl={row.customer.pictureUrl} />
                  <span className={styles.names}>
                    <strong>{customerName(row.customer.name)}</strong>
                    <span className={styles.hint}>{preview(row.lastMessage)}</span>
                  </span>
                  <time className={styles.hint}>{formatShort(row.lastActivityAt, language)}</time>
                </Link>
              </li>
            ))}
          </ul>
          {onMoreRows && <Button onClick={onMoreRows}>{t.more}</Button>}
        </section>
      )}
      {parked.length > 0 && (
        <section>
          <h2>{t.parked}</h2>
          <p className={styles.hint}>{t.parkedHint}</p>
          <ul className={styles.cards}>{parked.map((item) => <ParkedCard key={item.id} item={item} />)}</ul>
          {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t.more}</Button>}
        </section>
      )}
      {isError && !data && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
    </main>
  );
}
