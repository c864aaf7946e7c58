import { useId } from 'react';
import type { LogMedium } from '@/api/types';
import { Field, SelectField } from '@/shared/ui/field';
import { useStartingTexts } from '../locales/use-starting-texts';
import type { LogDraft } from '../model/log-draft';
import styles from './starting.module.css';

const media: LogMedium[] = ['phone', 'fax', 'letter', 'visit'];

interface Props {
  draft: LogDraft;
  onChange: (change: Partial<LogDraft>) => void;
  errors: Record<string, string>;
  /** What a telephone system reported stays as it said. */
  reported?: boolean;
}

export function LogFields({ draft, onChange, errors, reported = false }: Props) {
  const t = useStartingTexts();
  const id = useId();
  return (
    <>
      {reported ? (
        <p className={styles.hint}>{t.fromSystem}</p>
      ) : (
        <div className={styles.grid}>
          <SelectField label={t.medium} value={draft.medium} data-autofocus="" onChange={(event) => onChange({ medium: event.target.value as LogMedium })}>
            {media.map((medium) => <option key={medium} value={medium}>{t.media[medium]}</option>)}
          </SelectField>
          <SelectField label={t.direction} value={draft.direction} onChange={(event) => onChange({ direction: event.target.value as LogDraft['direction'] })}>
            <option value="inbound">{t.directions.inbound}</option>
            <option value="outbound">{t.directions.outbound}</option>
          </SelectField>
          <Field label={t.startedAt} type="datetime-local" value={draft.startedAt} error={errors['startedAt']} onChange={(event) => onChange({ startedAt: event.target.value })} />
          <Field label={t.minutes} inputMode="numeric" value={draft.minutes} error={errors['durationSeconds']} onChange={(event) => onChange({ minutes: event.target.value })} />
        </div>
      )}
      <div className={styles.grid}>
        <Field label={t.reason} value={draft.reason} maxLength={200} error={errors['reason']} {...(reported ? { 'data-autofocus': '' } : {})} onChange={(event) => onChange({ reason: event.target.value })} />
        <Field label={t.outcome} value={draft.outcome} maxLength={200} error={errors['outcome']} onChange={(event) => onChange({ outcome: event.target.value })} />
      </div>
      <div>
        <label htmlFor={id} className={styles.label}>{t.words}</label>
        <textarea id={id} className={styles.text} rows={4} value={draft.text} aria-invalid={errors['text'] ? true : undefined} onChange={(event) => onChange({ text: event.target.value })} />
        {errors['text'] && <p className={styles.problem}>{errors['text']}</p>}
      </div>
    </>
  );
}
