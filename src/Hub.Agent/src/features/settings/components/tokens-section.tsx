import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { errorCode } from '@/api/http';
import type { ApiToken } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { createToken, fetchTokens, revokeToken, tokensKey } from '../api/settings';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { copyText } from '../model/copy-text';
import styles from './settings.module.css';

export function TokensSection() {
  const t = useSettingsTexts().tokens;
  const shared = useSharedTexts();
  const tokens = useQuery({ queryKey: tokensKey, queryFn: fetchTokens });
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      <NewToken />
      {tokens.isPending && <Skeleton rows={2} />}
      {tokens.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.items.length === 0 && <p className={styles.hint}>{t.none}</p>}
      <ul className={styles.items}>{tokens.data?.items.map((token) => <TokenItem key={token.id} token={token} />)}</ul>
    </section>
  );
}

function NewToken() {
  const t = useSettingsTexts().tokens;
  const errorText = useErrorText();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('');
  const create = useMutation({
    mutationFn: () => createToken({ name: name.trim(), ...(Number(days) > 0 ? { expiresInDays: Number(days) } : {}) }),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: tokensKey });
    },
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate();
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t.name} value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t.days} inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value.normalize('NFKC').replaceAll(/\D/g, ''))} />
        <Button type="submit" look="primary" disabled={!name.trim() || create.isPending}>{t.create}</Button>
      </form>
      {create.data && (
        <div className={styles.secret} role="status">
          <p>{t.created}</p>
          <code>{create.data.token}</code>
          <Button icon="copy" onClick={() => void copyText(create.data.token).then(() => showToast(t.copied))}>{t.copy}</Button>
        </div>
      )}
    </>
  );
}

function TokenItem({ token }: { token: ApiToken }) {
  const t = useSettingsTexts().tokens;
  const shared = useSharedTexts();
  const language = useLanguage();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({ mutationFn: () => revokeToken(token.id), onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }), onError: (error) => showToast(errorText(errorCode(error)), { bad: true }) });
  return (
    <li className={styles.item}>
      <div className={styles.grow}>
        <strong>{token.name}</strong>
        <p className={styles.hint}>{[token.lastUsedAt ? t.used(formatFull(token.lastUsedAt, language)) : t.unused, token.expiresAt && t.until(formatFull(token.expiresAt, language))].filter(Boolean).join(' · ')}</p>
      </div>
      <Button look="danger" onClick={() => setAsking(true)}>{t.revoke}</Button>
      {asking && (
        <Dialog title={t.revokeTitle(token.name)} closeLabel={shared.close} onClose={() => setAsking(false)}>
          <p>{t.revokeText}</p>
          <div className={styles.buttons}>
            <Button data-autofocus="" onClick={() => setAsking(false)}>{shared.cancel}</Button>
            <Button look="danger" onClick={() => revoke.mutate()}>{t.revoke}</Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}
