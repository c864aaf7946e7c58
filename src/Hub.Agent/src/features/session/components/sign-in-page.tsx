import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError } from '@/api/http';
import type { Me } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { setLanguage, useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { signIn } from '../api/session';
import { useSessionTexts } from '../locales/use-session-texts';
import styles from './sign-in-page.module.css';

const product = 'CrmHub';

export function SignInPage({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const t = useSessionTexts();
  const errorText = useErrorText();
  const language = useLanguage();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [tried, setTried] = useState(false);
  const [blockedUntil, setBlockedUntil] = useState(0);
  const passwordField = useRef<HTMLInputElement>(null);
  const seconds = Math.max(0, Math.ceil((blockedUntil - useNow(1000)) / 1000));

  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password, asksCode ? code.trim() : null),
    onSuccess: onSignedIn,
    onError: (error) => {
      const refused = error instanceof ApiError ? error.code : null;
      if (refused === 'code_required') setAsksCode(true);
      else if (refused === 'invalid_code') setCode('');
      else passwordField.current?.select();
      if (error instanceof ApiError && error.code === 'too_many_attempts') setBlockedUntil(Date.now() + (error.problem.retryAfter ?? 30) * 1000);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() && password && seconds === 0 && !attempt.isPending) attempt.mutate();
  };
  const refusal = attempt.error instanceof ApiError ? attempt.error.code : attempt.error ? 'unexpected' : null;
  const problem = seconds > 0 ? t.throttled(seconds) : refusal === 'invalid_credentials' ? t.wrong : refusal === 'invalid_code' ? t.wrongCode : refusal && refusal !== 'too_many_attempts' && refusal !== 'code_required' ? errorText(refusal) : null;

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <div className={styles.brand}>
          <span className={styles.mark} aria-hidden="true" />
          {product}
        </div>
        <h1>{t.title}</h1>
        <p className={styles.lead} data-phrase="">{t.lead}</p>
        <Field label={t.email} type="email" name="email" autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.target.value)} error={tried && !email.trim() ? t.emailMissing : null} />
        <Field ref={passwordField} label={t.password} type="password" name="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} error={tried && !password ? t.passwordMissing : null} />
        {asksCode && <Field label={t.code} name="code" inputMode="numeric" autoComplete="one-time-code" autoFocus value={code} onChange={(event) => setCode(event.target.value)} />}
        <div role="alert" className={styles.alert}>{problem && <p className={styles.problem} data-phrase="">{problem}</p>}</div>
        <Button type="submit" look="primary" className={styles.submit} disabled={attempt.isPending || seconds > 0}>
          {attempt.isPending ? t.submitting : t.submit}
        </Button>
      </form>
      <button type="button" className={styles.language} lang={language === 'ja' ? 'en' : 'ja'} onClick={() => void setLanguage(language === 'ja' ? 'en' : 'ja')}>
        {t.other}
      </button>
    </main>
  );
}
