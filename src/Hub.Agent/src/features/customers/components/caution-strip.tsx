import { useAgents } from '@/api/directory';
import { useNow } from '@/shared/hooks/use-now';
import { formatDay } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Icon } from '@/shared/ui/icon';
import { useCustomer } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './caution.module.css';

/** What a colleague wants read before anybody writes to this customer. */
export function CautionStrip({ customerId }: { customerId: string }) {
  const t = useCustomerTexts().caution;
  const language = useLanguage();
  const agents = useAgents();
  const caution = useCustomer(customerId).data?.caution;
  const now = useNow(60_000);
  if (!caution) return null;
  const author = agents.find((agent) => agent.id === caution.by)?.name ?? '';
  const overdue = caution.reviewOn !== null && new Date(`${caution.reviewOn}T23:59:59`).getTime() < now;
  return (
    <aside className={styles.strip} role="note" aria-label={t.label}>
      <Icon name="alert" size={16} />
      <p>
        <span className={styles.text}>{caution.text}</span>
        <span className={styles.by}>
          {t.by(author, formatDay(caution.at, language))}
          {caution.reviewOn && ` · ${(overdue ? t.overdue : t.review)(formatDay(caution.reviewOn, language))}`}
        </span>
      </p>
    </aside>
  );
}
