import { type KeyboardEvent, useRef, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useDebounced } from '@/shared/hooks/use-debounced';
import { useMay } from '@/shared/hooks/use-me';
import { useCustomerName, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { classNames } from '@/shared/lib/class-names';
import { formatShort } from '@/shared/lib/dates';
import { openNewCustomer } from '@/shared/lib/dialogs';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { useCustomerSearch } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './customer-list.module.css';

const nearEnd = 400;

export function CustomerList({ selectedId }: { selectedId: string | null }) {
  const t = useCustomerTexts();
  const shared = useSharedTexts();
  const language = useLanguage();
  const customerName = useCustomerName();
  const mayCreate = useMay()('customers.edit');
  const asked = new URLSearchParams(useSearch()).get('q');
  const [text, setText] = useState(asked ?? '');
  const [seen, setSeen] = useState(asked);
  // A link into the list brings its own search.
  if (asked !== seen) {
    setSeen(asked);
    if (asked !== null) setText(asked);
  }
  const searched = useDebounced(text, 200);
  const { data, isPending, isFetching, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCustomerSearch(searched);
  const customers = data?.pages.flatMap((page) => page.items) ?? [];
  const field = useRef<HTMLInputElement>(null);
  const [, navigate] = useLocation();
  useShortcuts({ 'list.filter': () => field.current?.focus() });
  const onKeyDown = (event: KeyboardEvent) => {
    const first = customers[0];
    // The list may still be that of another text.
    if (!isEnter(event) || isComposing(event) || text.trim() === '' || searched !== text || isFetching || !first) return;
    event.preventDefault();
    navigate(`/customers/${first.id}`);
  };
  return (
    <section className={styles.list} aria-label={t.customers}>
      <h1 className={styles.title}>
        {t.customers}
        {mayCreate && <IconButton icon="plus" label={t.create} onClick={() => openNewCustomer(text)} />}
      </h1>
      <label className={styles.search}>
        <Icon name="search" />
        <input ref={field} aria-label={t.search} placeholder={t.search} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} />
      </label>
      <div
        className={styles.scroller}
        onScroll={({ currentTarget: box }) => {
          if (hasNextPage && !isFetchingNextPage && box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd) void fetchNextPage();
        }}
      >
        {isPending && <Skeleton rows={8} />}
        {isError && !data && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
        {data && customers.length === 0 && <EmptyState icon="people" title={t.nobody} />}
        {customers.map((customer) => (
          <Link key={customer.id} href={`/customers/${customer.id}`} className={classNames(styles.row, customer.id === selectedId && styles.selected)} aria-current={customer.id === selectedId ? 'true' : undefined}>
            <Avatar name={customer.name ?? ''} pictureUrl={customer.pictureUrl} />
            <span className={styles.names}>
              <span className={styles.name}>{customerName(customer.name)}</span>
              <span className={styles.faint}>{[customer.kana, customer.company, customer.address].filter(Boolean).join(' · ')}</span>
            </span>
            {customer.lastActivityAt && <time className={styles.faint}>{formatShort(customer.lastActivityAt, language)}</time>}
          </Link>
        ))}
      </div>
    </section>
  );
}
