import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Spinner } from '@/shared/ui/states';
import { followLink, lookAtLink } from '../api/session';
import { useSessionTexts } from '../locales/use-session-texts';
import styles from './sign-in-page.module.css';

const product = 'CrmHub';

/** Behind an invitation or reset link: sets the password once. */
export function LinkPage({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useSessionTexts().link;
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const link = useQuery({ queryKey: ['access-link', token], queryFn: () => lookAtLink(token), retry: false, staleTime: Infinity });
  const follow = useMutation({ mutationFn: () => followLink(token, password), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (password.length >= 8 && password === again) follow.mutate();
  };
  const failed = follow.error instanceof ApiError && !follow.error.problem.errors ? follow.error.code : null;
  const gone = errorCode(link.error) === 'link_invalid' || failed === 'link_invalid';
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <div className={styles.brand}><span className={styles.mark} aria-hidden="true" />{product}</div>
        {link.isPending && <Spinner label={t.looking} />}
        {link.isError || gone ? (
          <>
            <h1>{t.goneTitle}</h1>
            <p className={styles.lead} role="alert" data-phrase="">{gone ? t.gone : errorText(errorCode(link.error))}</p>
            <Button className={styles.submit} onClick={onDone}>{t.toSignIn}</Button>
          </>
        ) : link.data && (
          <>
            <h1>{link.data.kind === 'invite' ? t.inviteTitle(link.data.name) : t.resetTitle}</h1>
            <p className={styles.lead} data-phrase="">{link.data.email}</p>
            <input type="email" name="email" autoComplete="username" value={link.data.email} readOnly hidden />
            <Field label={t.password} type="password" autoComplete="new-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} error={tried && password.length < 8 ? t.short : null} />
            <Field label={t.again} type="password" autoComplete="new-password" value={again} onChange={(event) => setAgain(event.target.value)} error={tried && password.length >= 8 && again !== password ? t.differs : null} />
            <div role="alert" className={styles.alert}>{follow.error && <p className={styles.problem} data-phrase="">{failed ? errorText(failed) : t.short}</p>}</div>
            <Button type="submit" look="primary" className={styles.submit} disabled={follow.isPending}>{t.save}</Button>
          </>
        )}
      </form>
    </main>
  );
}
