import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '@/api/http';
import type { AutoReply } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { SelectField } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { accountsKey, fetchAccounts } from '../api/settings';
import { autoReplyKey, AutoReplyForm } from './auto-reply-form';
import styles from './auto-replies.module.css';
import { useAutoReplyTexts } from './texts';

export function AutoRepliesSection() {
  const t = useAutoReplyTexts();
  const shared = useSharedTexts();
  const accounts = useQuery({ queryKey: accountsKey, queryFn: fetchAccounts });
  const [accountId, setAccountId] = useState<string | null>(null);
  if (accounts.isPending) return <Skeleton rows={6} />;
  if (accounts.isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void accounts.refetch()} />;
  const shown = accounts.data.items.find((each) => each.id === accountId) ?? accounts.data.items[0];
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      {!shown && <p className={styles.hint}>{t.none}</p>}
      {shown && (
        <>
          <SelectField label={t.account} value={shown.id} onChange={(event) => setAccountId(event.target.value)}>
            {accounts.data.items.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </SelectField>
          <OfAccount key={shown.id} accountId={shown.id} />
        </>
      )}
    </section>
  );
}

function OfAccount({ accountId }: { accountId: string }) {
  const shared = useSharedTexts();
  const settings = useQuery({ queryKey: autoReplyKey(accountId), queryFn: () => request<AutoReply>(`/api/channel-accounts/${accountId}/auto-replies`) });
  if (settings.isPending) return <Skeleton rows={5} />;
  if (settings.isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void settings.refetch()} />;
  return <AutoReplyForm saved={settings.data} />;
}
