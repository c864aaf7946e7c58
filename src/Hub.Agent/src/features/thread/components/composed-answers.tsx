import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { useComposedTexts } from '../locales/use-composed-texts';
import { answersAsText, answersIn, answersOf, type Composed, setAnswers } from '../model/composed';
import styles from './composed.module.css';

interface Props {
  conversationId: string;
  busy: boolean;
  onTry: (composed: Composed, then: () => void) => void;
  onClose: () => void;
}

/** They go along with the next reply; nothing is sent here. */
export function AnswersForm({ conversationId, busy, onTry, onClose }: Props) {
  const t = useComposedTexts();
  const id = useId();
  const [lines, setLines] = useState(() => answersAsText(answersOf(conversationId)));
  const chosen = answersIn(lines);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) onTry({ quickReplies: chosen }, () => setAnswers(conversationId, chosen));
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.hint} id={`${id}-hint`}>{t.answersHint}</p>
      <label className={styles.label} htmlFor={id}>{t.answers}</label>
      <textarea id={id} className={styles.area} rows={5} value={lines} aria-describedby={`${id}-hint`} data-autofocus="" onChange={(event) => setLines(event.target.value)} />
      {chosen.length > 0 && <p className={styles.preview}>{chosen.map((answer, at) => <span key={at} className={styles.answer}>{answer.label}</span>)}</p>}
      <div className={styles.actions}>
        {answersOf(conversationId).length > 0 && (
          <Button
            onClick={() => {
              setAnswers(conversationId, []);
              onClose();
            }}
          >
            {t.answersNone}
          </Button>
        )}
        <Button look="primary" type="submit" disabled={busy || chosen.length === 0}>{t.answersKeep}</Button>
      </div>
    </form>
  );
}
