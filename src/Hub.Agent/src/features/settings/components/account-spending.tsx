import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { AccountSpending, ChannelAccount } from '@/api/types';
import { useLanguage } from '@/shared/lib/language';
import { accountsKey } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import styles from './accounts.module.css';

/** What a month's messages of a metered account are used for, and what they cost. */
export function AccountSpending({ account }: { account: ChannelAccount }) {
  const t = useAccountTexts().spending;
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: [...accountsKey, account.id, 'spending'],
    queryFn: ({ signal }) => request<AccountSpending>(`/api/channel-accounts/${account.id}/spending`, { signal }),
  });
  if (!data?.metered) return null;
  const yen = new Intl.NumberFormat(language, { style: 'currency', currency: 'JPY', maximumFractionDigits: 0 });
  return (
    <p className={styles.facts}>
      <span>{data.used === null ? t.sent(data.paid) : t.used(data.used, data.limit)}</span>
      <span>{data.saved === null ? t.free(data.free) : t.freeSaved(data.free, yen.format(data.saved))}</span>
      <span>{data.cost === null ? t.noPrice : t.cost(yen.format(data.cost))}</span>
    </p>
  );
}
