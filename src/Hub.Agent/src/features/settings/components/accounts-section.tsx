import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { careKey, fetchCare } from '../api/account-care';
import { accountsKey, fetchAccounts, fetchKinds, kindsKey } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { readSignInOutcome } from '../model/sign-in-outcome';
import { AccountItem } from './account-item';
import { NewAccountDialog } from './new-account-dialog';
import { SignInNote } from './sign-in-note';
import styles from './settings.module.css';

const lookAgain = 15_000;

export function AccountsSection() {
  const t = useSettingsTexts().accounts;
  const shared = useSharedTexts();
  const accounts = useQuery({ queryKey: accountsKey, queryFn: fetchAccounts });
  const care = useQuery({ queryKey: careKey, queryFn: fetchCare, refetchInterval: lookAgain });
  const kinds = useQuery({ queryKey: kindsKey, queryFn: fetchKinds, staleTime: Number.POSITIVE_INFINITY });
  const { create } = useAccountTexts();
  const [creating, setCreating] = useState(false);
  const [signedIn] = useState(() => readSignInOutcome(location.search));
  // Told once: a reload, or coming back to this page, is no sign-in.
  useEffect(() => {
    if (signedIn) history.replaceState(history.state, '', location.pathname);
  }, [signedIn]);
  const known = accounts.data?.items.some((account) => account.id === signedIn?.accountId) ?? true;
  return (
    <section className={styles.section}>
      <div><Button icon="plus" onClick={() => setCreating(true)}>{create}</Button></div>
      {creating && <NewAccountDialog onClose={() => setCreating(false)} />}
      {signedIn && !known && <SignInNote outcome={signedIn} />}
      {accounts.isPending && <Skeleton rows={3} />}
      {accounts.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void accounts.refetch()} />}
      {accounts.data?.items.length === 0 && <p className={styles.hint}>{t.none}</p>}
      <ul className={styles.items}>
        {accounts.data?.items.map((account) => (
          <AccountItem
            key={account.id}
            account={account}
            care={care.data?.items.find((each) => each.accountId === account.id) ?? null}
            kind={kinds.data?.items.find((each) => each.channel === account.channel) ?? null}
            signedIn={signedIn?.accountId === account.id ? signedIn : null}
          />
        ))}
      </ul>
    </section>
  );
}
