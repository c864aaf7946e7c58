import { type FormEvent, useState } from 'react';
import { errorCode, request } from '@/api/http';
import type { Customer, UnlinkedMember } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { useLinkTexts } from '../locales/use-link-texts';
import styles from './link.module.css';
import { useAcceptCustomer } from './use-accept-customer';

interface Props {
  customerId: string;
  identityId: string;
  number: string;
  onClose: () => void;
}

/** The address no longer counts as that member's; it stays in the record. */
export function EndMemberDialog({ customerId, identityId, number, onClose }: Props) {
  const t = useLinkTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const { accept } = useAcceptCustomer(customerId);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const undo = async (linkId: string) => {
    try {
      accept(await request<Customer>(`/api/customers/${customerId}/members/undo/${linkId}`, { method: 'POST' }));
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === '') return setProblem(t.reasonMissing);
    setBusy(true);
    try {
      const done = await request<UnlinkedMember>(`/api/customers/${customerId}/identities/${identityId}/member/unlink`, { method: 'POST', body: { reason } });
      accept(done.customer);
      showToast(t.memberEnded, { action: { label: t.undo, run: () => void undo(done.linkId) } });
      onClose();
    } catch (error) {
      setProblem(errorText(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.memberEndTitle(number)} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <p>{t.memberEndText}</p>
        <Field label={t.reason} value={reason} maxLength={500} error={problem} data-autofocus="" onChange={(event) => setReason(event.target.value)} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="danger" type="submit" disabled={busy}>{t.memberEnd}</Button>
        </div>
      </form>
    </Dialog>
  );
}
