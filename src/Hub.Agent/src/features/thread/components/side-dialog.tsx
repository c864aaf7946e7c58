import { type FormEvent, useRef, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import type { ConversationDetail, Correspondent, Named } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { newId } from '@/shared/lib/new-id';
import type { SendQuestion } from '@/shared/lib/send-question';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { AskedCard } from '@/shared/ui/question-card';
import { useAsk } from '../api/sides';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './letter.module.css';
import messageStyles from './message.module.css';
import { RecipientsField } from './recipients-field';

interface Props {
  detail: ConversationDetail;
  accounts: Named[];
  onClose: () => void;
}

/** Asks a warehouse, a carrier or a maker. What is typed stays until it has left. */
export function SideDialog({ detail, accounts, onClose }: Props) {
  const t = { ...useThreadTexts(), ...useLetterTexts() };
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const ask = useAsk(detail.id);
  const [id] = useState(newId);
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? '');
  const [to, setTo] = useState<Correspondent[]>([]);
  const [subject, setSubject] = useState(detail.subject ?? '');
  const [text, setText] = useState('');
  const [questions, setQuestions] = useState<SendQuestion[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = to.length === 1 && subject.trim() !== '' && text.trim() !== '' && !busy;
  const send = async (confirmed: string[]) => {
    const [recipient] = to;
    if (!ready || !recipient) return;
    setBusy(true);
    try {
      await ask({ id, accountId, to: recipient, subject, text, confirmed });
      showToast(t.side.sent);
      onClose();
    } catch (error) {
      setBusy(false);
      const asked = questionsOf(error);
      if (asked) return setQuestions(asked);
      const theirs = error instanceof ApiError && error.problem.errors?.to?.includes('the_customer');
      setProblem(theirs ? t.side.theCustomer : errorText(error instanceof ApiError && error.code === 'cannot_send' ? (error.problem.detail ?? error.code) : errorCode(error)));
    }
  };
  // Whatever is changed is asked about anew.
  const change = <T,>(set: (to: T) => void) => (value: T) => {
    set(value);
    setQuestions([]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (questions.length === 0) void send([]);
  };
  return (
    <Dialog title={t.side.title} closeLabel={shared.close} onClose={onClose} wide>
      <form className={styles.sideForm} onSubmit={submit} noValidate>
        <p className={styles.hint}>{t.side.hint}</p>
        {accounts.length > 1 && (
          <label className={styles.sideAccount}>
            {t.letter.from}
            <select value={accountId} onChange={(event) => setAccountId(event.target.value)}>
              {accounts.map((account) => <option key={account.id} value={account.id}>{account.name}</option>)}
            </select>
          </label>
        )}
        <RecipientsField label={t.letter.to} people={to} onChange={(people) => change(setTo)(people.slice(-1))} />
        <Field label={t.letter.subject} value={subject} maxLength={500} onChange={(event) => change(setSubject)(event.target.value)} />
        <label className={styles.sideAccount}>
          {t.side.text}
          <textarea ref={field} className={styles.sideText} rows={7} value={text} onChange={(event) => change(setText)(event.target.value)} />
        </label>
        {questions.length > 0 && (
          <AskedCard
            takesFocus
            questions={questions}
            onBack={() => {
              setQuestions([]);
              field.current?.focus();
            }}
            onSend={() => void send(questions.map((question) => question.code))}
          />
        )}
        {problem && <p className={styles.problem} role="alert">{problem}</p>}
        <div className={messageStyles.actions} data-align="end">
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" type="submit" icon="send" disabled={!ready || questions.length > 0}>{t.side.send}</Button>
        </div>
      </form>
    </Dialog>
  );
}
