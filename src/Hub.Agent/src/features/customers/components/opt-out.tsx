import { type FormEvent, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { errorCode, request } from '@/api/http';
import type { Customer, CustomerIdentity } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatDay } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { customerKey } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './customer-record.module.css';

interface Props {
  customerId: string;
  identity: CustomerIdentity;
  readOnly: boolean;
}

/** Since when somebody wants no messages at an address, and the way to change that. */
export function OptOut({ customerId, identity, readOnly }: Props) {
  const t = useCustomerTexts().optOut;
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const { optOut } = identity;
  return (
    <>
      {optOut && <span className={styles.faint}>{(t.since[optOut.source] ?? t.since['agent'])?.(formatDay(optOut.at, language))}</span>}
      {!readOnly && <Button look="link" className={styles.optOut} onClick={() => setAsking(true)}>{optOut ? t.end : t.note}</Button>}
      {asking && <OptOutDialog customerId={customerId} identity={identity} onClose={() => setAsking(false)} />}
    </>
  );
}

function OptOutDialog({ customerId, identity, onClose }: Omit<Props, 'readOnly'> & { onClose: () => void }) {
  const t = useCustomerTexts().optOut;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const ends = identity.optOut !== null;
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (ends && reason.trim() === '') return setProblem(t.reasonMissing);
    setBusy(true);
    try {
      const saved = await request<Customer>(`/api/customers/${customerId}/identities/${identity.id}/opt-out`, { method: 'POST', body: { optedOut: !ends, reason } });
      client.setQueryData(customerKey(customerId), saved);
      publishEvents([{ type: 'customer', customer: saved }]);
      void client.invalidateQueries({ queryKey: ['conversation'] });
      onClose();
    } catch (error) {
      setProblem(errorText(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={ends ? t.endTitle : t.noteTitle} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.optOutForm} noValidate onSubmit={(event) => void submit(event)}>
        <p>{ends ? t.endText : t.noteText}</p>
        <Field label={t.reason} value={reason} maxLength={500} error={problem} data-autofocus="" onChange={(event) => setReason(event.target.value)} />
        <div className={styles.optOutButtons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look={ends ? 'primary' : 'danger'} type="submit" disabled={busy}>{ends ? t.confirmEnd : t.confirmNote}</Button>
        </div>
      </form>
    </Dialog>
  );
}
