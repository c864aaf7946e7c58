import { Link } from 'wouter';
import { useNow } from '@/shared/hooks/use-now';
import { Icon } from '@/shared/ui/icon';
import { useCalendars } from './calendar-api';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';

/** From November on: a brand has closures this year and none for the next. */
export function CalendarNotice() {
  const t = useHoursTexts();
  const missing = useCalendars().data?.items.filter((each) => each.nextYearMissing) ?? [];
  const year = new Date(useNow(60_000)).getFullYear() + 1;
  return missing.map((each) => (
    <p key={each.brandId} className={styles.notice} role="status">
      <Icon name="alert" />
      <span>{t.missing(each.brandName, year)}</span>
      <Link href={`/settings/hours?brand=${each.brandId}`}>{t.missingLink}</Link>
    </p>
  ));
}
