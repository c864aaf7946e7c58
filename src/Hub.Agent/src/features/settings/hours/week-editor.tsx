import { useState } from 'react';
import type { CalendarSettings, OpenSpan, Weekday } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { Button, IconButton } from '@/shared/ui/button';
import { overnight, readTime, weekdays } from './hours-model';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';

interface Props {
  settings: CalendarSettings;
  errors: Record<string, string>;
  onChange: (part: Partial<CalendarSettings>) => void;
}

export function WeekEditor({ settings, errors, onChange }: Props) {
  const t = useHoursTexts();
  const spansOf = (day: Weekday): OpenSpan[] => settings.week?.find((each) => each.day === day)?.spans ?? [];
  const set = (changed: Partial<Record<Weekday, OpenSpan[]>>) => onChange({ week: weekdays.map((day) => ({ day, spans: changed[day] ?? spansOf(day) })) });
  const monday = spansOf('monday');
  return (
    <div className={styles.week}>
      {weekdays.map((day) => (
        <div key={day} className={styles.weekday} role="group" aria-label={t.days[day]}>
          <span className={styles.dayName}>{t.days[day]}</span>
          <div className={styles.spans}>
            {spansOf(day).length === 0 && <span className={styles.hint}>{t.closed}</span>}
            {spansOf(day).map((span, index) => (
              <SpanFields
                // oxlint-disable-next-line react/no-array-index-key -- spans have no other name, and two may be alike while being typed
                key={index}
                day={t.days[day]}
                span={span}
                onChange={(next) => set({ [day]: spansOf(day).map((each, place) => (place === index ? next : each)) })}
                onRemove={() => set({ [day]: spansOf(day).filter((_, place) => place !== index) })}
              />
            ))}
            <IconButton icon="plus" label={t.addSpan(t.days[day])} onClick={() => set({ [day]: [...spansOf(day), spansOf(day).length === 0 ? { opens: '09:00', closes: '18:00' } : { opens: '19:00', closes: '21:00' }] })} />
            {day === 'monday' && monday.length > 0 && <Button look="link" onClick={() => set({ tuesday: monday, wednesday: monday, thursday: monday, friday: monday })}>{t.toWeekdays}</Button>}
            {errors[`week.${day}`] && <span className={styles.error} role="alert">{errors[`week.${day}`]}</span>}
          </div>
        </div>
      ))}
    </div>
  );
}

function SpanFields({ day, span, onChange, onRemove }: { day: string; span: OpenSpan; onChange: (span: OpenSpan) => void; onRemove: () => void }) {
  const t = useHoursTexts();
  return (
    <span className={styles.span}>
      <TimeField label={t.opens(day)} value={span.opens} onChange={(opens) => onChange({ ...span, opens })} />
      <span aria-hidden="true">{'–'}</span>
      <TimeField label={t.closes(day)} value={span.closes} onChange={(closes) => onChange({ ...span, closes })} />
      {overnight(span) && <small>{t.nextDay}</small>}
      <IconButton icon="close" label={t.removeSpan(day)} onClick={onRemove} />
    </span>
  );
}

/** Takes a time as people write it and tidies it up when they leave; what is none stays and is marked. */
function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const bad = readTime(typed ?? value) === null;
  return (
    <input
      className={classNames(styles.time, bad && styles.badTime)}
      aria-label={label}
      aria-invalid={bad || undefined}
      inputMode="numeric"
      value={typed ?? value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setTyped(event.target.value);
        const time = readTime(event.target.value);
        onChange(time ?? event.target.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
