import type { CalendarSettings, Holiday } from '@/api/types';
import { useLanguage } from '@/shared/lib/language';
import { daysOfMonth, viewDay } from './hours-model';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';

const months = Array.from({ length: 12 }, (_, index) => index + 1);

export function YearGrid({ year, settings, holidays }: { year: number; settings: CalendarSettings; holidays: readonly Holiday[] }) {
  const t = useHoursTexts();
  const language = useLanguage();
  const monthName = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', { month: 'long', timeZone: 'UTC' });
  return (
    <div className={styles.year}>
      {months.map((month) => {
        const days = daysOfMonth(year, month).map((date) => viewDay(date, settings, holidays));
        const lead = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
        return (
          <table key={month} className={styles.month}>
            <caption>{monthName.format(new Date(Date.UTC(year, month - 1, 1)))}</caption>
            <thead><tr>{t.initials.map((initial, index) => <th key={`${initial}${String(index)}`} scope="col" abbr={Object.values(t.days)[index]}>{initial}</th>)}</tr></thead>
            <tbody>
              {Array.from({ length: Math.ceil((lead + days.length) / 7) }, (_, row) => (
                <tr key={row}>
                  {Array.from({ length: 7 }, (_unused, column) => {
                    const day = days[row * 7 + column - lead];
                    if (!day) return <td key={column} aria-hidden="true" />;
                    const name = day.names && (language === 'ja' ? (day.names.nameJa ?? day.names.nameEn) : (day.names.nameEn ?? day.names.nameJa));
                    const kind = day.kind === 'open' ? '' : t.legend[day.kind];
                    return <td key={column} data-kind={day.kind} title={name ?? kind}>{Number(day.date.slice(8))}{day.names && <span className="visually-hidden">{name ?? kind}</span>}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </div>
  );
}
