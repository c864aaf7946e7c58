import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { SendQuestion } from '@/shared/lib/send-question';
import { isEnter } from '@/shared/lib/keys';
import { useFirstTexts } from '@/shared/lib/language';
import type { questionsEn } from '@/shared/locales/questions-en';
import { Button } from './button';
import styles from './question-card.module.css';

declare module '@/shared/lib/language' {
  interface FirstTexts { questions: typeof questionsEn }
}

interface CardProps {
  onBack: () => void;
  onSend: () => void;
  /** What was typed stands still while it is asked about, so the cursor is wanted nowhere else. */
  takesFocus?: boolean;
}

/** What the server asks before this goes out. */
export function AskedCard({ questions, ...card }: CardProps & { questions: readonly SendQuestion[] }) {
  const t = useFirstTexts('questions');
  return (
    <QuestionCard {...card}>
      {questions.map((question) => (
        <p key={question.code}>{(t.ask[question.code] ?? t.other)(question.found ?? '', question.name)}</p>
      ))}
    </QuestionCard>
  );
}

/**
 * A question beside a message that waits for the answer. The safe answer has the focus, so that whoever presses the sending chord once more goes back to
 * the text; whoever has begun to type something else keeps the cursor where it is.
 */
export function QuestionCard({ onBack, onSend, takesFocus = false, children }: CardProps & { children: ReactNode }) {
  const t = useFirstTexts('questions');
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    if (takesFocus || !(focused instanceof HTMLTextAreaElement && focused.value !== '')) back.current?.focus();
    back.current?.scrollIntoView({ block: 'nearest' });
  }, [takesFocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.code !== 'Escape' && !(isEnter(event) && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
    onBack();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape and the sending chord mean "back" wherever the focus is inside
    <div className={styles.card} role="alertdialog" aria-label={t.title} tabIndex={-1} onKeyDown={onKeyDown}>
      <strong>{t.title}</strong>
      {children}
      <div className={styles.actions}>
        <Button ref={back} onClick={onBack}>{t.back}</Button>
        <Button look="primary" onClick={onSend}>{t.send}</Button>
      </div>
    </div>
  );
}
