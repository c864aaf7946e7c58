import { lazy, Suspense, useState } from 'react';
import type { Customer, CustomerIdentity } from '@/api/types';
import { Button } from '@/shared/ui/button';
import { useCustomerTexts } from '../locales/use-customer-texts';
import addresses from './addresses.module.css';
import styles from './customer-record.module.css';

const parts = () => import('./link-parts');
const LinkDialog = lazy(async () => ({ default: (await parts()).LinkDialog }));
const UnlinkDialog = lazy(async () => ({ default: (await parts()).UnlinkDialog }));

export function LinkButton({ customer }: { customer: Customer }) {
  const t = useCustomerTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="link" className={addresses.addLink} icon="plus" onClick={() => setOpen(true)}>{t.link}</Button>
      {open && <Suspense fallback={null}><LinkDialog customer={customer} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}

export function UnlinkButton({ customerId, identity }: { customerId: string; identity: CustomerIdentity }) {
  const t = useCustomerTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="link" className={styles.optOut} onClick={() => setOpen(true)}>{t.unlink}</Button>
      {open && <Suspense fallback={null}><UnlinkDialog customerId={customerId} identity={identity} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
