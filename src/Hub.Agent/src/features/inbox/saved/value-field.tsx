import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isComposing } from '@/shared/lib/keys';
import { Button } from '@/shared/ui/button';
import { Picker } from '@/shared/ui/picker';
import { Tag } from '@/shared/ui/tag';
import { useSavedTexts } from '../locales/use-saved-texts';
import type { Test } from './condition-tree';
import { readSpan, type TimeUnit, timeUnits } from './fields-of-conditions';
import type { ConditionField } from './use-condition-fields';
import styles from './view-editor.module.css';

interface Props {
  test: Test;
  field: ConditionField;
  onChange: (test: Test) => void;
}

/** What a field is compared with, as its kind is filled in. */
export function ValueField({ test, field, onChange }: Props) {
  const t = useSavedTexts();
  const set = (value: Test['value']) => onChange({ ...test, value });
  switch (field.kind) {
    case 'choice':
    case 'ownChoice':
    case 'list':
      return <Several test={test} field={field} onChange={onChange} />;
    case 'yesNo':
    case 'ownYesNo':
      return (
        <select aria-label={t.value} value={String(test.value ?? true)} onChange={(event) => set(event.target.value === 'true')}>
          <option value="true">{t.yes}</option>
          <option value="false">{t.no}</option>
        </select>
      );
    case 'age':
    case 'due':
      return <Span value={test.value} onChange={set} />;
    case 'number':
    case 'ownNumber':
      return <input aria-label={t.value} type="number" step="any" value={test.value === undefined ? '' : String(test.value)} onChange={(event) => set(event.target.value === '' ? undefined : Number(event.target.value))} />;
    case 'date':
      return <input aria-label={t.value} type="date" value={String(test.value ?? '')} onChange={(event) => set(event.target.value || undefined)} />;
    case 'text':
      return <input aria-label={t.value} maxLength={100} value={String(test.value ?? '')} onChange={(event) => set(event.target.value)} />;
  }
}

function Span({ value, onChange }: { value: Test['value']; onChange: (value: string | undefined) => void }) {
  const t = useSavedTexts();
  const span = readSpan(value);
  const [unit, setUnit] = useState<TimeUnit>(span?.unit ?? 'h');
  return (
    <>
      <input aria-label={t.value} type="number" min={1} max={9999} value={span?.amount ?? ''} onChange={(event) => onChange(event.target.value === '' ? undefined : `${Math.max(1, Math.floor(Number(event.target.value)))}${unit}`)} />
      <select
        aria-label={t.unit}
        value={unit}
        onChange={(event) => {
          const next = event.target.value as TimeUnit;
          setUnit(next);
          if (span) onChange(`${span.amount}${next}`);
        }}
      >
        {timeUnits.map((each) => <option key={each} value={each}>{t.units[each]}</option>)}
      </select>
    </>
  );
}

/** Chosen values as tags, with a list to choose more from; lists of tags also take what is typed. */
function Several({ test, field, onChange }: Props) {
  const t = useSavedTexts();
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) list.current?.querySelector('input')?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const chosen = Array.isArray(test.value) ? test.value : [];
  const toggle = (id: string) => onChange({ ...test, value: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] });
  const free = field.kind === 'list' && !field.key.startsWith('fields.');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.code !== 'Escape' || isComposing(event)) return;
    // The list is closed, not the dialog around it.
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return (
    <div className={styles.several}>
      {chosen.map((id) => {
        const label = field.choices.find((choice) => choice.id === id)?.label ?? id;
        return <Tag key={id} name={label} removeLabel={`${t.remove}: ${label}`} onRemove={() => toggle(id)} />;
      })}
      <Button ref={button} look={chosen.length === 0 ? 'plain' : 'quiet'} icon={chosen.length === 0 ? 'down' : 'plus'} aria-expanded={open} aria-label={t.addValue(field.label)} onClick={() => setOpen(!open)}>{chosen.length === 0 ? t.choose : null}</Button>
      {open && (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes the list from anywhere inside
        <div ref={list} className={styles.picker} onKeyDown={onKeyDown}>
          <Picker
            options={field.choices.map((choice) => ({ ...choice, checked: chosen.includes(choice.id) }))}
            placeholder={field.label}
            empty={t.noChoice}
            onPick={toggle}
            {...(free ? { create: { label: t.newValue, onCreate: toggle } } : {})}
          />
          <Button look="quiet" onClick={close}>{t.done}</Button>
        </div>
      )}
    </div>
  );
}
