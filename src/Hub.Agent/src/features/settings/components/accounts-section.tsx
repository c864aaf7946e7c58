import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { AccountHealth, ChannelAccount } from '@/api/types';
import { useChannelName, useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { accountsKey, checkAccount, fetchAccounts } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { copyText } from '../model/copy-text';
import { AccountDialog } from './account-dialog';
import { NewAccountDialog } from './new-account-dialog';
import styles from './settings.module.css';

export function AccountsSection() {
  const t = useSettingsTexts().accounts;
  const shared = useSharedTexts();
  const accounts = useQuery({ queryKey: accountsKey, queryFn: fetchAccounts });
  const { create } = useAccountTexts();
  const [creating, setCreating] = useState(false);
  return (
    <section className={styles.section}>
      <div><Button icon="plus" onClick={() => setCreating(true)}>{create}</Button></div>
      {creating && <NewAccountDialog onClose={() => setCreating(false)} />}
      {accounts.isPending && <Skeleton rows={3} />}
      {accounts.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void accounts.refetch()} />}
      {accounts.data?.items.length === 0 && <p className={styles.hint}>{t.none}</p>}
      <ul className={styles.items}>{accounts.data?.items.map((account) => <AccountItem key={account.id} account={account} />)}</ul>
    </section>
  );
}

function AccountItem({ account }: { account: ChannelAccount }) {
  const t = useSettingsTexts().accounts;
  const channelName = useChannelName();
  const errorText = useErrorText();
  const [editing, setEditing] = useState(false);
  const check = useMutation({ mutationFn: () => checkAccount(account.id), onError: (error) => showToast(errorText(errorCode(error)), { bad: true }) });
  const code = check.data?.code;
  const reason = code && code !== 'ok' ? (t.codes[code] ?? errorText(code)) : '';
  const parts = useAccountTexts().parts;
  const webhooks = account.webhookParts.map((part) => ({ part, url: new URL(`${account.webhookPath}${part && `/${part}`}`, location.origin).href }));
  return (
    <li className={styles.item}>
      <div className={styles.grow}>
        <strong>{account.name}</strong>
        <p className={styles.hint}>
          <ChannelMark channel={account.channel} label={channelName(account.channel)} withLabel />
          {[account.key, t.reopens(account.reopenDays), !account.active && t.off, account.secretNames.length > 0 && `${t.secrets}: ${account.secretNames.join(', ')}`].filter(Boolean).map((part) => <span key={String(part)}>{part}</span>)}
        </p>
        {webhooks.map(({ part, url }) => (
          <p key={part} className={styles.hint}>
            <span>{part ? `${t.webhook} · ${parts[part] ?? part}` : t.webhook}</span>
            <code>{url}</code>
            <IconButton icon="copy" label={t.copy} onClick={() => void copyText(url).then(() => showToast(t.copied))} />
          </p>
        ))}
        <p role="status" className={classNames(styles.health, check.data?.healthy ? styles.good : styles.bad)}>
          {check.data && [check.data.healthy ? t.healthy : t.unhealthy, reason].filter(Boolean).join(': ')}
          {check.data?.detail && <span className={styles.hint}>{check.data.detail}</span>}
          {check.data?.findings?.map((finding) => <Finding key={finding.code + (finding.detail ?? '')} finding={finding} />)}
        </p>
      </div>
      <Button onClick={() => setEditing(true)}>{t.edit}</Button>
      <Button icon="bolt" disabled={check.isPending} onClick={() => check.mutate()}>{check.isPending ? t.checking : t.check}</Button>
      {editing && <AccountDialog account={account} onClose={() => setEditing(false)} />}
    </li>
  );
}

/** One thing the test has looked at: what it means, and what stands there. */
function Finding({ finding }: { finding: NonNullable<AccountHealth['findings']>[number] }) {
  const t = useSettingsTexts().accounts.findings;
  return (
    <span className={classNames(styles.finding, finding.good ? styles.good : styles.bad)}>
      <Icon name={finding.good ? 'check' : 'alert'} size={13} />
      <span>{t[finding.code]?.(finding.detail ?? '') ?? finding.code}{finding.detail && finding.code !== 'dns_silent' && <code>{finding.detail}</code>}</span>
    </span>
  );
}
