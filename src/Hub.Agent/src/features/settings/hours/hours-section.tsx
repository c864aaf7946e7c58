import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { ApiError, errorCode } from '@/api/http';
import type { BrandCalendar, CalendarSettings } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field, SelectField } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { calendarsKey, saveCalendar, useCalendars } from './calendar-api';
import { draftOf } from './hours-model';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';
import { WeekEditor } from './week-editor';
import { YearEditor } from './year-editor';

export function HoursSection() {
  const t = useHoursTexts();
  const shared = useSharedTexts();
  const calendars = useCalendars();
  const [params, setParams] = useSearchParams();
  if (calendars.isPending) return <Skeleton rows={8} />;
  if (calendars.isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void calendars.refetch()} />;
  const shown = calendars.data.items.find((each) => each.brandId === params.get('brand')) ?? calendars.data.items[0];
  if (!shown) return null;
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      {calendars.data.items.length > 1 && (
        <SelectField label={t.brand} value={shown.brandId} onChange={(event) => setParams({ brand: event.target.value }, { replace: true })}>
          {calendars.data.items.map((each) => <option key={each.brandId} value={each.brandId}>{each.brandName}</option>)}
        </SelectField>
      )}
      <HoursForm key={shown.brandId} calendar={shown} />
    </section>
  );
}

function HoursForm({ calendar }: { calendar: BrandCalendar }) {
  const t = useHoursTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [base, setBase] = useState(calendar);
  const [draft, setDraft] = useState<CalendarSettings>(() => draftOf(calendar));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const dirty = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  const change = (part: Partial<CalendarSettings>) => setDraft((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: (settings: CalendarSettings) => saveCalendar(calendar.brandId, settings),
    onSuccess: (saved) => {
      const before = base;
      setBase(saved);
      setDraft(draftOf(saved));
      setErrors({});
      void client.invalidateQueries({ queryKey: calendarsKey });
      showToast(t.saved, { action: { label: t.undo, run: () => save.mutate({ ...draftOf(before), version: saved.version }) } });
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? (error.problem.errors ?? {}) : {};
      setErrors(Object.fromEntries(Object.entries(fields).map(([field, [code = '']]) => [field, t.errors[code] ?? code])));
      showToast(errorText(errorCode(error)), { bad: true });
      void client.invalidateQueries({ queryKey: calendarsKey });
    },
  });
  /** To what is saved now, by whomever. */
  const discard = () => {
    const now = (calendar.version ?? 0) > (base.version ?? 0) ? calendar : base;
    setBase(now);
    setDraft(draftOf(now));
  };
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <NowLine calendar={base} />
      <h3>{t.week}</h3>
      <WeekEditor settings={draft} errors={errors} onChange={change} />
      <div className={styles.pair}>
        <Field label={t.timeZone} value={draft.timeZone ?? ''} list="time-zones" error={errors['timeZone']} onChange={(event) => change({ timeZone: event.target.value })} />
        <datalist id="time-zones">{Intl.supportedValuesOf('timeZone').map((zone) => <option key={zone} value={zone}>{zone}</option>)}</datalist>
        <label className={styles.check}>
          <input type="checkbox" checked={draft.holidays} onChange={(event) => change({ holidays: event.target.checked })} />
          <span>{t.holidays}<small>{t.holidaysHint}</small></span>
        </label>
      </div>
      <h3>{t.year}</h3>
      <YearEditor settings={draft} errors={errors} onChange={change} />
      <div className={styles.bar}>
        <span className={styles.hint} role="status">{dirty && t.unsaved}</span>
        <Button disabled={!dirty} onClick={discard}>{t.discard}</Button>
        <Button type="submit" look="primary" disabled={!dirty || save.isPending}>{t.save}</Button>
      </div>
    </form>
  );
}

function NowLine({ calendar }: { calendar: BrandCalendar }) {
  const t = useHoursTexts();
  const language = useLanguage();
  const at = calendar.open ? calendar.nextClosing : calendar.nextOpening;
  const text = calendar.open ? (at ? t.openUntil(formatFull(at, language)) : t.openAlways) : at ? t.closedUntil(formatFull(at, language)) : t.closedForGood;
  return (
    <p className={styles.now} data-open={calendar.open}>
      <span>{text}</span>
      {!calendar.configured && <small>{t.notConfigured}</small>}
    </p>
  );
}
