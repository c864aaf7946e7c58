import type { FollowUp } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { classNames } from '@/shared/lib/class-names';
import { formatFull, formatShort, formatTime, dayKey, formatWait } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { isDue } from '../model/due';
import styles from './follow-ups.module.css';

const nowFor = 60_000;

export function DueTime({ followUp }: { followUp: FollowUp }) {
  const t = useFollowUpTexts();
  const language = useLanguage();
  const now = useNow(10_000);
  const due = isDue(followUp, now);
  const date = dayKey(followUp.dueAt) === dayKey(new Date(now)) ? formatTime(followUp.dueAt, language) : `${formatShort(followUp.dueAt, language)} ${formatTime(followUp.dueAt, language)}`;
  const text = !due ? t.due(date) : now - Date.parse(followUp.dueAt) < nowFor ? t.dueNow : t.overdue(formatWait(followUp.dueAt, now, language));
  return <time className={classNames(styles.due, due && styles.overdue)} dateTime={followUp.dueAt} title={formatFull(followUp.dueAt, language)}>{text}</time>;
}
