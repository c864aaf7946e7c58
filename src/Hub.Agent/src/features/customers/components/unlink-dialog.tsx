import { type FormEvent, useState } from 'react';
import { errorCode, request } from '@/api/http';
import type { CustomerIdentity, UnlinkedIdentity } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { useLinkTexts } from '../locales/use-link-texts';
import styles from './link.module.css';
import { useAcceptCustomer } from './use-accept-customer';

/** Takes an address out of the record, with its conversations. */
export function UnlinkDialog({ customerId, identity, onClose }: { customerId: string; identity: CustomerIdentity; onClose: () => void }) {
  const t = useLinkTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const { accept, undoLink } = useAcceptCustomer(customerId);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === '') return setProblem(t.reasonMissing);
    setBusy(true);
    try {
      const done = await request<UnlinkedIdentity>(`/api/customers/${customerId}/identities/${identity.id}/unlink`, { method: 'POST', body: { reason } });
      accept(done.customer);
      showToast(t.unlinked, { action: { label: t.undo, run: () => void undoLink(done.linkId) } });
      onClose();
    } catch (error) {
      setProblem(errorText(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.unlinkTitle} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <p>{identity.linked ? t.unlinkBack : t.unlinkOwn}</p>
        <Field label={t.reason} value={reason} maxLength={500} error={problem} data-autofocus="" onChange={(event) => setReason(event.target.value)} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="danger" type="submit" disabled={busy}>{t.unlink}</Button>
        </div>
      </form>
    </Dialog>
  );
}
