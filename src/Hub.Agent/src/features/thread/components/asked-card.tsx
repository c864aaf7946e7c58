import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { isEnter } from '@/shared/lib/keys';
import { Button } from '@/shared/ui/button';
import { confirmAsked, type Pending } from '../model/outbox';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

/** What the server asks before this goes out. */
export function AskedCard({ pending, onEdit }: { pending: Pending; onEdit: () => void }) {
  const t = useThreadTexts();
  return (
    <QuestionCard title={t.changedTitle} onBack={onEdit} onSend={() => confirmAsked(pending.id)}>
      {pending.questions.map((question) => (
        <p key={question.code}>{(t.ask[question.code] ?? t.askOther)(question.found ?? '', question.name)}</p>
      ))}
    </QuestionCard>
  );
}

interface CardProps {
  title: string;
  onBack: () => void;
  onSend: () => void;
  children: ReactNode;
}

/**
 * A question beside a message that waits for the answer. The safe answer has the focus, so that whoever presses the sending chord once more goes back to
 * the text; whoever has begun to type something else keeps the cursor where it is.
 */
export function QuestionCard({ title, onBack, onSend, children }: CardProps) {
  const t = useThreadTexts();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLTextAreaElement && focused.value !== '')) back.current?.focus();
    back.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.code !== 'Escape' && !(isEnter(event) && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    onBack();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape and the sending chord mean "back" wherever the focus is inside
    <div className={styles.card} role="alertdialog" aria-label={title} tabIndex={-1} onKeyDown={onKeyDown}>
      <strong>{title}</strong>
      {children}
      <div className={styles.actions}>
        <Button ref={back} onClick={onBack}>{t.discard}</Button>
        <Button look="primary" onClick={onSend}>{t.insist}</Button>
      </div>
    </div>
  );
}
