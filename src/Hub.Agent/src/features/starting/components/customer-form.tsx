import { type FormEvent, useState } from 'react';
import type { Customer } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { newId } from '@/shared/lib/new-id';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { createCustomer, type NewCustomer } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';
import styles from './starting.module.css';
import { useSubmit } from './use-submit';

const fields = ['name', 'kana', 'company', 'phone', 'email'] as const;

/** What somebody typed to find a customer goes where it belongs. */
function from(typed: string): Omit<NewCustomer, 'id'> {
  const text = typed.trim();
  const phone = /^[\d\s+()‐-―ー-]{6,}$/u.test(text.normalize('NFKC'));
  const email = text.includes('@');
  return { name: phone || email ? '' : text, kana: '', company: '', phone: phone ? text : '', email: email ? text : '' };
}

export function CustomerForm({ typed, onCreated, onCancel }: { typed: string; onCreated: (customer: Customer) => void; onCancel: () => void }) {
  const t = useStartingTexts();
  const shared = useSharedTexts();
  const [values, setValues] = useState(() => ({ ...from(typed), id: newId() }));
  const submit = useSubmit();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit.run(async () => onCreated(await createCustomer(values)));
  };
  return (
    <form className={styles.form} noValidate onSubmit={onSubmit}>
      <div className={styles.grid}>
        {fields.map((field) => (
          <Field
            key={field}
            label={t[field]}
            type={field === 'phone' ? 'tel' : field === 'email' ? 'email' : 'text'}
            value={values[field]}
            error={submit.errors[field]}
            {...(field === 'name' ? { 'data-autofocus': '' } : {})}
            onChange={(event) => setValues((now) => ({ ...now, [field]: event.target.value }))}
          />
        ))}
      </div>
      <div className={styles.foot}>
        {submit.problem && <span className={styles.problem} role="alert">{submit.problem}</span>}
        <Button onClick={onCancel}>{shared.cancel}</Button>
        <Button look="primary" type="submit" disabled={submit.busy}>{t.create}</Button>
      </div>
    </form>
  );
}
