import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { request } from '@/api/http';
import type { SeenByPerson } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './seen-by.module.css';

/** "Who saw this customer", for those who may read the audit log. */
export function SeenBy({ customerId }: { customerId: string }) {
  const t = useCustomerTexts().seenBy;
  const [open, setOpen] = useState(false);
  if (!useMay()('audit.see')) return null;
  return (
    <>
      <Button look="link" className={styles.link} onClick={() => setOpen(true)}>{t.link}</Button>
      {open && <SeenByDialog customerId={customerId} onClose={() => setOpen(false)} />}
    </>
  );
}

function SeenByDialog({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  const t = useCustomerTexts().seenBy;
  const shared = useSharedTexts();
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: ['seen-by', customerId],
    queryFn: ({ signal }) => request<{ items: SeenByPerson[]; more: boolean }>(`/api/customers/${customerId}/seen-by`, { signal }),
    staleTime: 0,
  });
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose} wide>
      {isPending && <Skeleton rows={4} />}
      {isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className={styles.hint}>{t.none}</p>}
      <ul className={styles.people}>{data?.items.map((person) => <PersonLine key={`${person.actor.id}${person.actor.byToken}`} person={person} />)}</ul>
      {data?.more && <p className={styles.hint}>{t.more}</p>}
      <p className={styles.foot}><Link href={`/settings/audit?customer=${customerId}`} onClick={onClose}>{t.all}</Link></p>
    </Dialog>
  );
}

function PersonLine({ person }: { person: SeenByPerson }) {
  const t = useCustomerTexts().seenBy;
  const language = useLanguage();
  const name = person.actor.name ?? t.hub;
  const what = [...new Set(person.actions.map((action) => t.actions[action] ?? t.other))].join(t.separator);
  return (
    <li className={styles.person}>
      <Avatar name={name} />
      <span className={styles.names}>
        <strong>{name}{person.actor.byToken && <span className={styles.hint}>{t.byToken}</span>}</strong>
        <span className={styles.hint}>{what}</span>
      </span>
      <span className={styles.times}>
        <time dateTime={person.lastAt}>{formatFull(person.lastAt, language)}</time>
        <span className={styles.hint}>{t.times(person.times)}</span>
      </span>
    </li>
  );
}
