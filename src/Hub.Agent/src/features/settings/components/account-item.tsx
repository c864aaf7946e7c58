import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { errorCode } from '@/api/http';
import type { AccountCare, AccountHealth, ChannelAccount, ChannelKind } from '@/api/types';
import { useChannelName } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { pauseAccount, startSignIn } from '../api/account-care';
import { accountsKey, checkAccount, setWebhook } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import { useAccountReason } from '../locales/use-account-reason';
import { useCareTexts } from '../locales/use-care-texts';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { copyText } from '../model/copy-text';
import type { SignInOutcome } from '../model/sign-in-outcome';
import { AccountCareLines, AccountState } from './account-care-lines';
import { AccountDialog } from './account-dialog';
import { AccountSpending } from './account-spending';
import { SecretsDialog } from './secrets-dialog';
import { SignInNote } from './sign-in-note';
import styles from './accounts.module.css';

interface Props {
  account: ChannelAccount;
  /** Null while it is not known yet. */
  care: AccountCare | null;
  kind: ChannelKind | null;
  /** The browser has just come back from the provider's page for this account. */
  signedIn: SignInOutcome | null;
}

export function AccountItem({ account, care, kind, signedIn }: Props) {
  const t = useSettingsTexts().accounts;
  const words = useCareTexts();
  const channelName = useChannelName();
  const reason = useAccountReason();
  const client = useQueryClient();
  const item = useRef<HTMLLIElement>(null);
  const [open, setOpen] = useState<'edit' | 'secrets' | null>(null);
  const onError = (error: unknown) => showToast(reason(errorCode(error)), { bad: true });
  const check = useMutation({ mutationFn: (tell: boolean) => (tell ? setWebhook(account.id) : checkAccount(account.id)), onError });
  const pause = useMutation({
    mutationFn: (paused: boolean) => pauseAccount(account.id, paused),
    onSuccess: async (_, paused) => {
      await client.invalidateQueries({ queryKey: accountsKey });
      showToast(paused ? words.pausedNow : words.resumedNow);
    },
    onError,
  });
  const signIn = useMutation({ mutationFn: () => startSignIn(account.id), onSuccess: ({ url }) => location.assign(url), onError });
  useEffect(() => {
    if (signedIn) item.current?.scrollIntoView({ block: 'center' });
  }, [signedIn]);
  const paused = account.pausedAt !== null;
  return (
    <li ref={item} className={styles.item}>
      <div className={styles.head}>
        <strong>{account.name}</strong>
        <AccountState account={account} care={care} />
      </div>
      <p className={styles.facts}>
        <ChannelMark channel={account.channel} label={channelName(account.channel)} withLabel />
        <span>{account.key}</span>
        <span>{t.reopens(account.reopenDays)}</span>
        {account.settings['receiveOnly'] === 'true' && <span>{words.receiveOnly}</span>}
      </p>
      {care && <AccountCareLines account={account} care={care} />}
      {kind?.metered && <AccountSpending account={account} />}
      {signedIn && <SignInNote outcome={signedIn} />}
      <Webhooks account={account} />
      <CheckResult check={check.data} />
      {/* A button that is switched off while it works would lose the keyboard's place. */}
      <div className={styles.actions}>
        <Button icon="bolt" aria-busy={check.isPending} onClick={() => !check.isPending && check.mutate(false)}>{check.isPending ? t.checking : t.check}</Button>
        {kind?.setsWebhook && <Button aria-busy={check.isPending} onClick={() => !check.isPending && check.mutate(true)}>{words.setWebhook}</Button>}
        {account.active && <Button aria-busy={pause.isPending} onClick={() => !pause.isPending && pause.mutate(!paused)}>{paused ? words.resume : words.pause}</Button>}
        {account.settings['oauthProvider'] && <Button disabled={signIn.isPending} onClick={() => signIn.mutate()}>{words.signIn.at[account.settings['oauthProvider']] ?? words.signIn.at['other']}</Button>}
        <Button onClick={() => setOpen('edit')}>{t.edit}</Button>
        {kind?.fields.some((field) => field.secret) && <Button onClick={() => setOpen('secrets')}>{words.secrets.open}</Button>}
      </div>
      {open === 'edit' && <AccountDialog account={account} kind={kind} hasMailbox={care?.mailbox != null} onClose={() => setOpen(null)} />}
      {open === 'secrets' && kind && <SecretsDialog account={account} kind={kind} onClose={() => setOpen(null)} />}
    </li>
  );
}

/** What has to be entered at the provider. */
function Webhooks({ account }: { account: ChannelAccount }) {
  const t = useSettingsTexts().accounts;
  const { parts } = useAccountTexts();
  return account.webhookParts.map((part) => {
    const url = new URL(`${account.webhookPath}${part && `/${part}`}`, location.origin).href;
    return (
      <p key={part} className={styles.facts}>
        <span>{part ? `${t.webhook} · ${parts[part] ?? part}` : t.webhook}</span>
        <code>{url}</code>
        <IconButton icon="copy" label={t.copy} onClick={() => void copyText(url).then(() => showToast(t.copied))} />
      </p>
    );
  });
}

function CheckResult({ check }: { check: AccountHealth | undefined }) {
  const t = useSettingsTexts().accounts;
  const reasonOf = useAccountReason();
  const reason = check && check.code !== 'ok' ? reasonOf(check.code) : '';
  return (
    <div role="status" className={styles.check}>
      {check && <p className={check.healthy ? styles.good : styles.bad}>{[check.healthy ? t.healthy : t.unhealthy, reason].filter(Boolean).join(': ')}</p>}
      {check?.detail && <p className={styles.facts}>{check.detail}</p>}
      {check?.findings?.map((finding) => <Finding key={finding.code + (finding.detail ?? '')} finding={finding} />)}
    </div>
  );
}

/** One thing the test has looked at: what it means, and what stands there. */
function Finding({ finding }: { finding: NonNullable<AccountHealth['findings']>[number] }) {
  const t = useSettingsTexts().accounts.findings;
  const reasonOf = useAccountReason();
  const shown = finding.detail && finding.code !== 'dns_silent' && finding.code !== 'mailbox_failed';
  return (
    <p className={classNames(styles.finding, finding.good ? styles.good : styles.bad)}>
      <Icon name={finding.good ? 'check' : 'alert'} size={13} />
      <span>{t[finding.code]?.(finding.code === 'mailbox_failed' ? reasonOf(finding.detail) : (finding.detail ?? '')) ?? finding.code}{shown && <code>{finding.detail}</code>}</span>
    </p>
  );
}
