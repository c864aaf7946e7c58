import { useState } from 'react';
import type { CalendarSettings } from '@/api/types';
import { formatDay } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button, IconButton } from '@/shared/ui/button';
import { useHolidays } from './calendar-api';
import { AddClosures } from './add-closures';
import { addEntries } from './hours-model';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';
import { YearGrid } from './year-grid';

interface Props {
  settings: CalendarSettings;
  errors: Record<string, string>;
  onChange: (part: Partial<CalendarSettings>) => void;
}

/** A year at a glance, what the firm has entered in it, and ways to enter more. */
export function YearEditor({ settings, errors, onChange }: Props) {
  const t = useHoursTexts();
  const [year, setYear] = useState(() => new Date().getFullYear());
  const holidays = useHolidays(year);
  return (
    <>
      <div className={styles.yearHead}>
        <IconButton icon="back" label={t.previousYear} onClick={() => setYear(year - 1)} />
        <strong aria-live="polite">{year}</strong>
        <IconButton icon="forward" label={t.nextYear} onClick={() => setYear(year + 1)} />
        <span className={styles.legend}>
          {(['holiday', 'closure', 'special', 'off'] as const).map((kind) => <span key={kind}><i data-kind={kind} aria-hidden="true" />{t.legend[kind]}</span>)}
        </span>
      </div>
      <YearGrid year={year} settings={settings} holidays={holidays} />
      <Entries year={year} settings={settings} errors={errors} onChange={onChange} />
      <AddClosures key={year} year={year} onAdd={(entries) => onChange(addEntries(settings, entries))} />
    </>
  );
}

function Entries({ year, settings, errors, onChange }: Props & { year: number }) {
  const t = useHoursTexts();
  const language = useLanguage();
  const day = (date: string) => formatDay(`${date}T12:00:00`, language, new Date(year, 6, 1));
  const name = (names: { nameJa: string | null; nameEn: string | null }) => (language === 'ja' ? (names.nameJa ?? names.nameEn) : (names.nameEn ?? names.nameJa)) ?? '';
  const entries = [
    ...(settings.closures ?? []).map((value, index) => ({
      key: `closures[${index}]`, from: value.from, to: value.to, text: value.from === value.to ? day(value.from) : `${day(value.from)} – ${day(value.to)}`, hours: '', name: name(value), kind: 'closure',
      remove: () => onChange({ closures: settings.closures?.filter((each) => each !== value) ?? [] }),
    })),
    ...(settings.specialDays ?? []).map((value, index) => ({
      key: `specialDays[${index}]`, from: value.date, to: value.date, text: day(value.date), hours: value.spans.map((span) => `${span.opens} – ${span.closes}`).join(', '), name: name(value), kind: 'special',
      remove: () => onChange({ specialDays: settings.specialDays?.filter((each) => each !== value) ?? [] }),
    })),
  ].filter((entry) => entry.from.startsWith(String(year)) || entry.to.startsWith(String(year))).toSorted((a, b) => a.from.localeCompare(b.from));
  if (entries.length === 0) return <p className={styles.hint}>{t.noEntries}</p>;
  return (
    <ul className={styles.entries}>
      {entries.map((entry) => {
        const error = Object.entries(errors).find(([field]) => field.startsWith(entry.key))?.[1];
        return (
          <li key={entry.key}>
            <i data-kind={entry.kind} aria-hidden="true" />
            <span className={styles.when}>{entry.text}</span>
            <span className={styles.what}>{[entry.name, entry.hours].filter(Boolean).join('　')}{error && <span className={styles.error} role="alert">{error}</span>}</span>
            <Button look="quiet" icon="trash" aria-label={t.remove(entry.name || entry.text)} title={t.remove(entry.name || entry.text)} onClick={entry.remove} />
          </li>
        );
      })}
    </ul>
  );
}
