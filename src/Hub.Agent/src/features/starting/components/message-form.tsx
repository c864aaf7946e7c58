import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Way } from '@/api/types';
import { useIdOf } from '@/shared/hooks/use-id-of';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { isComposing, isEnter, isMac } from '@/shared/lib/keys';
import { countParts } from '@/shared/lib/text-parts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { AskedCard } from '@/shared/ui/question-card';
import { Field } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { startConversation, useWays } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';
import styles from './starting.module.css';
import { useSubmit } from './use-submit';
import { Ways } from './ways';

interface Props {
  customerId: string;
  onDone: (conversationId: string) => void;
}

const firstUsable = (ways: Way[]): Way | undefined => ways.find((way) => way.reason === null && way.openConversationId === null) ?? ways.find((way) => way.reason === null);

export function MessageForm({ customerId, onDone }: Props) {
  const t = useStartingTexts();
  const shared = useSharedTexts();
  const { data, isError, refetch } = useWays(customerId);
  const [wanted, setWanted] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [subject, setSubject] = useState('');
  const idOf = useIdOf();
  const field = useRef<HTMLTextAreaElement>(null);
  const submit = useSubmit();
  const there = data !== undefined;
  // Once: when the field appears, after the ways have been read.
  useEffect(() => field.current?.focus(), [there]);
  if (isError && !data) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={3} />;
  if (data.items.length === 0) return <p className={styles.hint}>{t.noWay}</p>;

  const way = data.items.find((each) => each.identityId === wanted) ?? firstUsable(data.items);
  const open = way?.openConversationId ?? submit.conversationId;
  const over = text.length - (way?.capabilities.maxTextLength ?? 0);
  const ready = way !== undefined && !open && text.trim() !== '' && over <= 0 && !submit.busy;
  const send = (confirmed: string[] = []) => {
    if (!ready) return;
    void submit.run(async () => {
      const row = await startConversation({ id: idOf([way.identityId, text, subject]), customerId, identityId: way.identityId, text, attachmentIds: [], confirmed, ...(way.capabilities.subject ? { letter: { subject } } : {}) });
      showToast(t.started);
      onDone(row.id);
    });
  };
  const changeText = (to: string) => {
    setText(to);
    submit.clear();
  };
  const choose = (identityId: string) => {
    setWanted(identityId);
    submit.clear();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || !isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };

  return (
    <>
      <Ways ways={data.items} chosen={way?.identityId ?? null} onChoose={choose} />
      {!open && way?.capabilities.subject && <Field label={t.subject} value={subject} maxLength={500} onChange={(event) => setSubject(event.target.value)} />}
      {!open && <textarea ref={field} className={styles.text} aria-label={t.message} placeholder={t.message} rows={5} value={text} disabled={!way} onChange={(event) => changeText(event.target.value)} onKeyDown={onKeyDown} />}
      {!open && way?.capabilities.parts && text !== '' && over <= 0 && <p className={styles.hint}>{t.parts(countParts(way.capabilities.parts, text).parts)}</p>}
      {submit.questions.length > 0 && (
        <AskedCard
          takesFocus
          questions={submit.questions}
          onBack={() => {
            submit.clear();
            field.current?.focus();
          }}
          onSend={() => send(submit.questions.map((question) => question.code))}
        />
      )}
      <div className={styles.foot}>
        <span className={styles.problem} role="alert">{over > 0 && way ? t.tooLong(over) : submit.problem}</span>
        {open ? (
          <Button look="primary" onClick={() => onDone(open)}>{t.goThere}</Button>
        ) : submit.questions.length > 0 ? null : (
          <Button look="primary" icon="send" disabled={!ready} title={`${isMac() ? '⌘' : 'Ctrl'}+Enter`} onClick={() => send()}>{t.send}</Button>
        )}
      </div>
    </>
  );
}
