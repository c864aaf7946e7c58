import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { beginSecondStep, confirmSecondStep } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import people from './people.module.css';
import { RecoveryCodes } from './recovery-codes';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

/** Password, QR code, first code, recovery codes: one after the other. */
export function SecondStepSetup({ onDone }: { onDone: () => void }) {
  const t = usePeopleTexts().account;
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const onError = (error: unknown) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true });
  const begin = useMutation({ mutationFn: () => beginSecondStep(password), onError });
  const confirm = useMutation({ mutationFn: () => confirmSecondStep(code), onError });
  const beginError = useFieldErrors(begin.error);
  const confirmError = useFieldErrors(confirm.error);
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={onDone} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (begin.data) confirm.mutate();
    else begin.mutate();
  };
  const setup = begin.data;
  return (
    <form className={styles.stack} onSubmit={submit}>
      {setup ? (
        <>
          <p>{t.scan}</p>
          <svg className={people.qr} role="img" aria-label={t.qr} viewBox={`-4 -4 ${setup.qr.size + 8} ${setup.qr.size + 8}`} shapeRendering="crispEdges"><path d={setup.qr.path} /></svg>
          <code className={people.key}>{setup.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          <Field key="code" label={t.code} inputMode="numeric" autoComplete="one-time-code" autoFocus value={code} onChange={(event) => setCode(event.target.value)} error={confirmError('code')} />
        </>
      ) : (
        <Field key="password" label={t.ownPassword} type="password" autoComplete="current-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} error={beginError('password')} />
      )}
      <div className={styles.buttons}>
        <Button type="submit" look="primary" disabled={setup ? !code.trim() || confirm.isPending : !password || begin.isPending}>{setup ? t.confirm : t.next}</Button>
      </div>
    </form>
  );
}
