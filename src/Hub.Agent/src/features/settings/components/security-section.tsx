import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { SecurityRules } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { fetchSecurity, saveSecurity, securityKey } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import people from './people.module.css';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

export function SecuritySection() {
  const shared = useSharedTexts();
  const rules = useQuery({ queryKey: securityKey, queryFn: fetchSecurity });
  return (
    <section className={styles.section}>
      {rules.isPending && <Skeleton rows={3} />}
      {rules.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void rules.refetch()} />}
      {rules.data && <SecurityForm rules={rules.data} />}
    </section>
  );
}

function SecurityForm({ rules }: { rules: SecurityRules }) {
  const t = usePeopleTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [minutes, setMinutes] = useState(String(rules.idleMinutes));
  const [addresses, setAddresses] = useState(rules.allowedAddresses.join('\n'));
  const save = useMutation({
    mutationFn: () => saveSecurity({ idleMinutes: Number(minutes), allowedAddresses: addresses.split(/[\s,]+/).filter(Boolean) }),
    onSuccess: (saved) => {
      client.setQueryData(securityKey, saved);
      setAddresses(saved.allowedAddresses.join('\n'));
      showToast(t.security.saved);
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={styles.stack} onSubmit={submit} noValidate>
      <Field label={t.security.idle} inputMode="numeric" value={minutes} onChange={(event) => setMinutes(event.target.value.normalize('NFKC').replaceAll(/\D/g, ''))} error={errorOf('idleMinutes')} />
      <div className={people.lines}>
        <label className={people.label} htmlFor="allowed-addresses">{t.security.allowed}</label>
        <textarea
          id="allowed-addresses"
          className={people.addresses}
          value={addresses}
          onChange={(event) => setAddresses(event.target.value.normalize('NFKC'))}
          aria-describedby="allowed-addresses-hint"
          aria-invalid={errorOf('allowedAddresses') ? true : undefined}
        />
        {errorOf('allowedAddresses') && <p className={people.error} role="alert">{errorOf('allowedAddresses')}</p>}
        <p id="allowed-addresses-hint" className={styles.hint}><span>{t.security.allowedHint}</span>{rules.yourAddress && <span>{t.security.yours(rules.yourAddress)}</span>}</p>
      </div>
      <div className={styles.buttons}><Button type="submit" look="primary" disabled={save.isPending}>{t.save}</Button></div>
    </form>
  );
}
