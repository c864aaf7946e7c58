import type { Message } from '@/api/types';
import { useCustomerName } from '@/shared/hooks/use-shared-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';

/** Above an answer: what it is about. Pressing it shows the message itself, if it is loaded. */
export function QuoteLine({ quote }: { quote: NonNullable<Message['quote']> }) {
  const t = useThreadTexts();
  const customerName = useCustomerName();
  const { number } = quote;
  if (number === null) return <span className={styles.quote}>{t.quotedEarlier}</span>;
  const show = () => document.querySelector(`[data-thread] [data-number="${number}"]`)?.scrollIntoView({ block: 'center' });
  return (
    <button type="button" className={styles.quote} onClick={show}>
      <b>{quote.sender === 'customer' ? customerName(quote.name) : t.quotedOurs}</b>
      <span>{quote.text ?? t.quotedOther}</span>
    </button>
  );
}
