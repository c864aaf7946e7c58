import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { errorCode } from '@/api/http';
import type { AccountCare, ChannelAccount } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useNow } from '@/shared/hooks/use-now';
import { classNames } from '@/shared/lib/class-names';
import { formatAgo, formatFull, formatMoment } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { retryMailbox } from '../api/account-care';
import { accountsKey } from '../api/settings';
import { useAccountReason } from '../locales/use-account-reason';
import { useCareTexts } from '../locales/use-care-texts';
import styles from './accounts.module.css';

const looks: Record<string, string | undefined> = { ok: styles.good, needs_person: styles.bad, failing: styles.bad, silent: styles.warn, paused: styles.warn };

/** In one word; that it is paused is said beside what else is wrong. */
export function AccountState({ account, care }: { account: ChannelAccount; care: AccountCare | null }) {
  const t = useCareTexts();
  const state = account.active ? (care?.state ?? null) : 'off';
  return (
    <>
      {state && <span className={classNames(styles.state, looks[state])}>{t.states[state]}</span>}
      {account.pausedAt !== null && state !== 'paused' && state !== 'off' && <span className={classNames(styles.state, styles.warn)}>{t.states['paused']}</span>}
    </>
  );
}

/** How it goes: what came and went last, what went wrong, and what a person can do about it. */
export function AccountCareLines({ account, care }: { account: ChannelAccount; care: AccountCare }) {
  const t = useCareTexts();
  const language = useLanguage();
  const now = useNow(30_000);
  const reason = useAccountReason();
  const ago = (at: string) => <time dateTime={at} title={formatFull(at, language)}>{formatAgo(at, now, language)}</time>;
  const { mailbox, forward } = care;
  const old = Object.entries(account.oldSecretsUntil ?? {});
  return (
    <>
      <p className={styles.facts}>
        <span>{t.lastIn} {care.receivedAt ? ago(care.receivedAt) : t.never}</span>
        <span>{t.lastOut} {care.sentAt ? ago(care.sentAt) : t.never}</span>
        {mailbox && <span>{t.mailboxRead} {mailbox.lastSuccessAt ? ago(mailbox.lastSuccessAt) : t.never}</span>}
        {forward && <span>{t.forwarded} {forward.succeededAt ? ago(forward.succeededAt) : t.never}</span>}
        {forward && forward.waiting > 0 && <span>{t.forwardWaiting(forward.waiting)}</span>}
        {forward && forward.givenUp > 0 && <span>{t.forwardGivenUp(forward.givenUp)}</span>}
        {care.usualPerHour !== null && <span>{t.usual(care.usualPerHour)}</span>}
        {old.length > 0 && old[0] && <span>{t.oldCounts(formatMoment(old[0][1], language))}</span>}
      </p>
      {account.pausedAt !== null && <Trouble look={styles.warn}>{t.pausedSince(formatMoment(account.pausedAt, language), care.waiting)}</Trouble>}
      {care.silentSince && <Trouble look={styles.warn}>{t.silentSince(formatMoment(care.silentSince, language), care.usualPerHour)}</Trouble>}
      {care.failingSince && <Trouble look={styles.bad}>{t.sendingFails(formatMoment(care.failingSince, language), reason(care.error))}</Trouble>}
      {!care.failingSince && care.errorAt && care.error && <p className={styles.facts}><span>{t.lastError(formatMoment(care.errorAt, language), reason(care.error))}</span></p>}
      {forward?.failingSince && <Trouble look={styles.warn}>{t.forwardFails(formatMoment(forward.failingSince, language), reason(forward.error))}</Trouble>}
      {mailbox?.failingSince && (
        <Trouble look={styles.bad}>
          {t.mailboxFails(formatMoment(mailbox.failingSince, language), reason(mailbox.lastError))}
          {mailbox.state === 'paused' && <RetryMailbox id={account.id} />}
        </Trouble>
      )}
      {mailbox && !mailbox.failingSince && mailbox.lastErrorAt && <p className={styles.facts}><span>{t.mailboxLastError(formatMoment(mailbox.lastErrorAt, language), reason(mailbox.lastError))}</span></p>}
      {mailbox?.renumberedAt && <p className={styles.facts}><span>{t.renumbered(formatMoment(mailbox.renumberedAt, language))}</span></p>}
    </>
  );
}

function Trouble({ look, children }: { look: string | undefined; children: ReactNode }) {
  return (
    <div className={classNames(styles.note, look)}>
      <Icon name="alert" size={14} />
      <span>{children}</span>
    </div>
  );
}

/** A refused sign-in is not tried again by itself, so that the provider does not lock the account. */
function RetryMailbox({ id }: { id: string }) {
  const t = useCareTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryMailbox(id),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsKey }),
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  return <Button look="link" disabled={retry.isPending} onClick={() => retry.mutate()}>{t.tryAgain}</Button>;
}
