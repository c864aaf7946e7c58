import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { changeOwnPassword } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

export function OwnPassword() {
  const t = usePeopleTexts().account;
  const me = useMe();
  const errorText = useErrorText();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => changeOwnPassword(current, password),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      showToast(t.changed);
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (current && password) change.mutate();
  };
  return (
    <>
      <h3>{t.password}</h3>
      <form className={styles.form} onSubmit={submit} noValidate>
        <input type="email" name="email" autoComplete="username" value={me.email} readOnly hidden />
        <Field label={t.current} type="password" autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} error={errorOf('current')} />
        <Field label={t.new} type="password" autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} error={errorOf('password')} />
        <Button type="submit" disabled={!current || !password || change.isPending}>{t.change}</Button>
      </form>
    </>
  );
}
