import { useState } from 'react';
import type { NotificationSettings } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { Field, SelectField } from '@/shared/ui/field';
import { useNotificationTexts } from '../locales/use-notification-texts';
import { isQuiet } from '../model/quiet-hours';
import styles from './notifications.module.css';

type Quiet = NotificationSettings['quiet'];

const zones = (): string[] => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = Intl.supportedValuesOf('timeZone');
  return all.includes(here) ? all : [here, ...all];
};

export function QuietHoursFields({ quiet, onChange }: { quiet: Quiet; onChange: (quiet: Quiet) => void }) {
  const t = useNotificationTexts().prefs;
  const now = useNow(60_000);
  const [times, setTimes] = useState({ from: quiet.from.slice(0, 5), to: quiet.to.slice(0, 5) });
  const [shown, setShown] = useState(quiet);
  if (shown !== quiet) {
    setShown(quiet);
    // One time is kept while the other is typed already.
    setTimes((typed) => ({ from: quiet.from === shown.from ? typed.from : quiet.from.slice(0, 5), to: quiet.to === shown.to ? typed.to : quiet.to.slice(0, 5) }));
  }
  const same = times.from === times.to;
  // Kept when the field is left: a time is typed digit by digit.
  const keep = () => {
    const next = { ...quiet, from: `${times.from}:00`, to: `${times.to}:00` };
    if (!same && times.from && times.to && (next.from !== quiet.from || next.to !== quiet.to)) onChange(next);
  };
  const toggleDay = (day: number) => onChange({ ...quiet, days: quiet.days.includes(day) ? quiet.days.filter((each) => each !== day) : [...quiet.days, day].toSorted() });
  return (
    <fieldset className={styles.choices}>
      <legend>{t.quiet}</legend>
      <label><input type="checkbox" checked={quiet.on} onChange={() => onChange({ ...quiet, on: !quiet.on })} />{t.quietOn}</label>
      {quiet.on && (
        <>
          <div className={styles.times}>
            <Field label={t.from} type="time" value={times.from} onChange={(event) => setTimes({ ...times, from: event.target.value })} onBlur={keep} />
            <Field label={t.to} type="time" value={times.to} error={same ? t.sameTimes : null} onChange={(event) => setTimes({ ...times, to: event.target.value })} onBlur={keep} />
            <SelectField label={t.zone} value={quiet.timeZone} onChange={(event) => onChange({ ...quiet, timeZone: event.target.value })}>
              {zones().map((zone) => <option key={zone} value={zone}>{zone}</option>)}
            </SelectField>
          </div>
          <div className={styles.days} role="group" aria-label={t.days}>
            <span className={styles.hint}>{t.days}</span>
            {t.dayNames.map((name, day) => <label key={name}><input type="checkbox" checked={quiet.days.includes(day)} onChange={() => toggleDay(day)} />{name}</label>)}
          </div>
          <label><input type="checkbox" checked={quiet.silencesHelp} onChange={() => onChange({ ...quiet, silencesHelp: !quiet.silencesHelp })} />{t.quietHelp}</label>
          {isQuiet(quiet, new Date(now)) && <p className={styles.hint}>{t.nowQuiet}</p>}
        </>
      )}
    </fieldset>
  );
}
