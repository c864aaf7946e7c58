import { useSearchParams } from 'wouter';
import { useMay } from '@/shared/hooks/use-me';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { type AuditFilter, exportHref, useAudit } from '../api/audit';
import { useAuditTexts } from '../locales/use-audit-texts';
import { AuditFilters } from './audit-filters';
import { AuditRow } from './audit-row';
import { AuditVerify } from './audit-verify';
import styles from './audit.module.css';

const names = ['actor', 'action', 'customer', 'conversation', 'from', 'to'] as const;

/** The filter is part of the address, so that "who saw this customer" can be linked to. */
function useFilter(): [AuditFilter, (change: Partial<AuditFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const filter = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ''])) as unknown as AuditFilter;
  const set = (change: Partial<AuditFilter>) => setParams(Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '')), { replace: true });
  return [filter, set];
}

export function AuditSection() {
  const t = useAuditTexts();
  const shared = useSharedTexts();
  const mayExport = useMay()('conversations.export');
  const [filter, setFilter] = useFilter();
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(filter);
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      <AuditFilters filter={filter} onChange={setFilter} />
      {mayExport && <a className={styles.export} href={exportHref(filter)} download="">{t.export}</a>}
      {isPending && <Skeleton rows={6} />}
      {isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
      {data && entries.length === 0 && <EmptyState icon="check" title={t.none} />}
      {entries.length > 0 && <ul className={styles.entries}>{entries.map((entry) => <AuditRow key={entry.id} entry={entry} onFilter={setFilter} />)}</ul>}
      {hasNextPage && <Button className={styles.more} disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t.more}</Button>}
      <AuditVerify />
    </section>
  );
}
