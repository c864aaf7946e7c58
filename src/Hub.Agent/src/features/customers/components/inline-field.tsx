import { type KeyboardEvent, useRef, useState } from 'react';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { Button } from '@/shared/ui/button';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './customer-record.module.css';
import type { SaveResult } from './use-save-customer';

interface Props {
  label: string;
  value: string | null;
  long?: boolean;
  required?: boolean;
  readOnly: boolean;
  onSave: (value: string | null, base: string | null) => Promise<SaveResult>;
}

/** A value that is edited where it stands: Enter or leaving saves, Escape gives up. */
export function InlineField({ label, value, long = false, required = false, readOnly, onSave }: Props) {
  const t = useCustomerTexts();
  const [text, setText] = useState<string | null>(null);
  const [base, setBase] = useState(value);
  const [conflict, setConflict] = useState(false);
  const [saving, setSaving] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const missing = required && text !== null && text.trim() === '';

  const start = () => {
    setBase(value);
    setText(value ?? '');
  };
  const stop = () => {
    setText(null);
    setConflict(false);
    requestAnimationFrame(() => opener.current?.focus({ preventScroll: true }));
  };
  const save = async (from: string | null) => {
    const wanted = text?.trim() || null;
    // Enter saves and leaving the field does: the second would take the first for a colleague's change.
    if (missing || saving) return;
    if (wanted === from) return stop();
    setSaving(true);
    const result = await onSave(wanted, from).finally(() => setSaving(false));
    if (result === 'conflict') setConflict(true);
    if (result === 'saved') stop();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.code === 'Escape') {
      if (!saving) stop();
    } else if (isEnter(event) && (!long || event.ctrlKey || event.metaKey)) void save(base);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shared = { value: text ?? '', 'aria-label': label, autoFocus: true, readOnly: saving, onKeyDown, onBlur: () => void (conflict || save(base)) };

  return (
    <div className={styles.field}>
      <dt>{label}</dt>
      <dd>
        {text === null ? (
          <button ref={opener} type="button" className={styles.value} disabled={readOnly} aria-label={`${label}: ${value ?? t.empty}`} title={readOnly ? undefined : t.edit(label)} onClick={start}>
            {value ?? <span className={styles.unset}>{t.empty}</span>}
          </button>
        ) : long ? (
          <textarea className={styles.input} rows={4} {...shared} onChange={(event) => setText(event.target.value)} />
        ) : (
          <input className={styles.input} aria-invalid={missing || undefined} {...shared} onChange={(event) => setText(event.target.value)} />
        )}
        {missing && <p className={styles.problem}>{t.nameMissing}</p>}
        {conflict && (
          <div className={styles.conflict} role="alert">
            <p>{t.conflict(label)}</p>
            <p>{t.theirs(value ?? t.empty)}</p>
            <div className={styles.buttons}>
              <Button onClick={stop}>{t.takeTheirs}</Button>
              <Button look="primary" onClick={() => void save(value)}>{t.keepMine}</Button>
            </div>
          </div>
        )}
      </dd>
    </div>
  );
}
