import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import type { ConversationDetail, Correspondent, Named } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { useTexts } from '@/shared/lib/language';
import { newId } from '@/shared/lib/new-id';
import type { SendQuestion } from '@/shared/lib/send-question';
import { showToast } from '@/shared/lib/toasts';
import { questionsEn } from '@/shared/locales/questions-en';
import { questionsJa } from '@/shared/locales/questions-ja';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { useAsk } from '../api/sides';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './letter.module.css';
import messageStyles from './message.module.css';
import { RecipientsField } from './recipients-field';

const askedTexts = { ja: questionsJa, en: questionsEn };

interface Props {
  detail: ConversationDetail;
  accounts: Named[];
  onClose: () => void;
}

/** Asks a warehouse, a carrier or a maker. What is typed stays until it has left. */
export function SideDialog({ detail, accounts, onClose }: Props) {
  const t = { ...useThreadTexts(), ...useLetterTexts() };
  const asked = useTexts(askedTexts);
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
  const ready = to.length === 1 && subject.trim() !== '' && text.trim() !== '' && !busy;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [recipient] = to;
    if (!ready || !recipient) return;
    setBusy(true);
    try {
      await ask({ id, accountId, to: recipient, subject, text, confirmed: questions.map((question) => question.code) });
      showToast(t.side.sent);
      onClose();
    } catch (error) {
      setBusy(false);
      const doubts = questionsOf(error);
      if (doubts) return setQuestions(doubts);
      const theirs = error instanceof ApiError && error.problem.errors?.to?.includes('the_customer');
      setProblem(theirs ? t.side.theCustomer : errorText(error instanceof ApiError && error.code === 'cannot_send' ? (error.problem.detail ?? error.code) : errorCode(error)));
    }
  };
  return (
    <Dialog title={t.side.title} closeLabel={shared.close} onClose={onClose} wide>
      <form className={styles.sideForm} onSubmit={(event) => void submit(event)} noValidate>
        <p className={styles.hint}>{t.side.hint}</p>
        {accounts.length > 1 && (
          <label className={styles.sideAccount}>
            {t.letter.from}
            <select value={accountId} onChange={(event) => setAccountId(event.target.value)}>
              {accounts.map((account) => <option key={account.id} value={account.id}>{account.name}</option>)}
            </select>
          </label>
        )}
        <RecipientsField label={t.letter.to} people={to} onChange={(people) => setTo(people.slice(-1))} />
        <Field label={t.letter.subject} value={subject} maxLength={500} onChange={(event) => setSubject(event.target.value)} />
        <label className={styles.sideAccount}>
          {t.side.text}
          <textarea className={styles.sideText} rows={7} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        {questions.map((question) => <p key={question.code} className={styles.warning}>{(asked.ask[question.code] ?? asked.other)(question.found ?? '', question.name)}</p>)}
        {problem && <p className={styles.problem} role="alert">{problem}</p>}
        <div className={messageStyles.actions} data-align="end">
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" type="submit" icon="send" disabled={!ready}>{questions.length > 0 ? asked.send : t.side.send}</Button>
        </div>
      </form>
    </Dialog>
  );
}
