import { useNow } from '@/shared/hooks/use-now';
import { useNextFollowUps } from '../api/follow-ups';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { isDue } from '../model/due';
import { FollowUpRow } from './follow-up-row';
import styles from './follow-ups.module.css';

/** What I promised and what is due now, above everything else that is mine. */
export function DueStrip() {
  const t = useFollowUpTexts();
  const now = useNow(10_000);
  const due = (useNextFollowUps('mine').data?.items ?? []).filter((followUp) => isDue(followUp, now));
  if (due.length === 0) return null;
  return (
    <section className={styles.strip} aria-label={t.dueOfMine(due.length)}>
      <h2>{t.dueOfMine(due.length)}</h2>
      <ul className={styles.rows}>{due.slice(0, 5).map((followUp) => <FollowUpRow key={followUp.id} followUp={followUp} />)}</ul>
    </section>
  );
}

/** How many are due: mine, and those nobody of the team has. */
export function useDueCount(): number {
  const now = useNow(10_000);
  const mine = useNextFollowUps('mine').data?.items ?? [];
  const team = useNextFollowUps('team').data?.items ?? [];
  return [...mine, ...team].filter((followUp) => isDue(followUp, now)).length;
}
