import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { KnownMember } from '@/api/types';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './customer-record.module.css';

const EndMemberDialog = lazy(async () => ({ default: (await import('./link-parts')).EndMemberDialog }));

interface Props {
  customerId: string;
  identityId: string;
  member: KnownMember;
  readOnly: boolean;
}

/** Which member of the firm somebody has proven to be, how and when; whoever else is known by the number is one click away. */
export function MemberLine({ customerId, identityId, member, readOnly }: Props) {
  const t = useCustomerTexts();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <span className={styles.member}>
        <Link href={`/customers?q=${encodeURIComponent(member.number)}`} title={t.member.find}>{t.member.is(member.number)}</Link>
        <span className={styles.faint}>{t.member.by(member.by, formatShort(member.at, language))}</span>
      </span>
      {!readOnly && member.linkId !== null && <Button look="link" className={styles.optOut} onClick={() => setOpen(true)}>{t.member.end}</Button>}
      {open && member.linkId !== null && <Suspense fallback={null}><EndMemberDialog customerId={customerId} identityId={identityId} number={member.number} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
