import { classNames } from '@/shared/lib/class-names';
import { formatWait } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { useNow } from '@/shared/hooks/use-now';
import { Icon } from '@/shared/ui/icon';
import { useInboxTexts } from '../locales/use-inbox-texts';
import styles from './conversation-row.module.css';

const long = 60 * 60_000;
const middling = 10 * 60_000;

/** @param label What passes; else the customer's waiting. */
export function WaitingTime({ since, label }: { since: string; label?: string }) {
  const t = useInboxTexts();
  const language = useLanguage();
  const now = useNow(1000);
  const waited = now - Date.parse(since);
  return (
    <span className={classNames(styles.wait, waited > long ? styles.late : waited > middling && styles.soon)} title={label ?? t.waitingFor}>
      <Icon name="clock" size={12} />
      {formatWait(since, now, language)}
    </span>
  );
}
