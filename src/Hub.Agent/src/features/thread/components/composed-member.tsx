import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { useComposedTexts } from '../locales/use-composed-texts';
import type { Composed } from '../model/composed';
import styles from './composed.module.css';

const longestText = 160;
const longestLabel = 20;

/** The way to the firm's member page: words and a button. Its link is made when it is sent, and works for ten minutes. */
export function MemberLinkForm({ busy, onSend }: { busy: boolean; onSend: (composed: Composed) => void }) {
  const t = useComposedTexts();
  const id = useId();
  const [text, setText] = useState(t.memberWords);
  const [label, setLabel] = useState(t.memberLabel);
  const ready = text.trim() !== '' && label.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onSend({ memberLink: { text: text.trim(), label: label.trim() } });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.hint} id={`${id}-hint`}>{t.memberHint}</p>
      <label className={styles.label} htmlFor={id}>{t.memberText}</label>
      <textarea id={id} className={styles.area} rows={3} maxLength={longestText} value={text} aria-describedby={`${id}-hint`} onChange={(event) => setText(event.target.value)} />
      <Field label={t.memberButton} value={label} maxLength={longestLabel} onChange={(event) => setLabel(event.target.value)} />
      <div className={styles.actions}><Button look="primary" icon="send" type="submit" disabled={busy || !ready}>{t.send}</Button></div>
    </form>
  );
}
