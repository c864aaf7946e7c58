import { type FormEvent, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError, errorCode, request } from '@/api/http';
import type { Customer } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatPhone } from '@/shared/lib/format-phone';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { Field, SelectField } from '@/shared/ui/field';
import { customerKey } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './addresses.module.css';

type Kind = 'phone' | 'email' | 'post';
const kinds: Kind[] = ['phone', 'email', 'post'];

/** Telephone numbers, e-mail and postal addresses that belong to no channel account. */
export function Addresses({ customer, readOnly }: { customer: Customer; readOnly: boolean }) {
  const t = useCustomerTexts();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [adding, setAdding] = useState(false);
  const accept = (saved: Customer) => {
    client.setQueryData(customerKey(customer.id), saved);
    publishEvents([{ type: 'customer', customer: saved }]);
  };
  const add = async (kind: string, value: string) => accept(await request<Customer>(`/api/customers/${customer.id}/addresses`, { method: 'POST', body: { kind, value } }));
  const remove = async (id: string, kind: string, shown: string) => {
    try {
      accept(await request<Customer>(`/api/customers/${customer.id}/addresses/${id}`, { method: 'DELETE' }));
      showToast(t.addressRemoved, { action: { label: t.undo, run: () => void add(kind, shown).catch((error: unknown) => showToast(errorText(errorCode(error)), { bad: true })) } });
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  return (
    <>
      <ul className={styles.list}>
        {customer.addresses.map((address) => (
          <li key={address.id} className={styles.address}>
            <span className={styles.kind}>{t.addressKinds[address.kind as Kind]}</span>
            <span className={styles.value}>
              {address.kind === 'phone' ? <a href={`tel:${address.value}`}>{formatPhone(address.value)}</a> : address.kind === 'email' ? <a href={`mailto:${address.value}`}>{address.shown}</a> : address.shown}
            </span>
            {!readOnly && <IconButton icon="close" label={t.removeAddress(address.shown)} onClick={() => void remove(address.id, address.kind, address.shown)} />}
          </li>
        ))}
      </ul>
      {!readOnly && (adding ? <AddForm onAdd={add} onClose={() => setAdding(false)} /> : <Button look="link" className={styles.addLink} icon="plus" onClick={() => setAdding(true)}>{t.addAddress}</Button>)}
    </>
  );
}

function AddForm({ onAdd, onClose }: { onAdd: (kind: string, value: string) => Promise<void>; onClose: () => void }) {
  const t = useCustomerTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const [kind, setKind] = useState<Kind>('phone');
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await onAdd(kind, value);
      onClose();
    } catch (error) {
      setProblem(error instanceof ApiError && error.problem.errors?.['value'] ? t.addressWrong : errorText(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
      <SelectField label={t.addressKind} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
        {kinds.map((each) => <option key={each} value={each}>{t.addressKinds[each]}</option>)}
      </SelectField>
      <Field label={t.addressKinds[kind]} value={value} error={problem} onChange={(event) => setValue(event.target.value)} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{shared.cancel}</Button>
        <Button look="primary" type="submit" disabled={busy || value.trim() === ''}>{t.add}</Button>
      </div>
    </form>
  );
}
