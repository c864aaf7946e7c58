import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, useTexts } from '../context';
import { check } from '../model/fields';
import { FormField } from './form-field';
import { useForm } from './use-form';

const field = { key: 'email', kind: 'email', required: true, label: null, choices: null } as const;

/** What was said, by mail. An address that nobody has proven gets a link first, and it says so. */
export function MailForm({ onBack }: { onBack: () => void }) {
  const chat = useChat();
  const t = useTexts();
  const { values, wrong, trouble, busy, element, change, submit } = useForm('mail');
  const [done, setDone] = useState<string | null>(null);
  const told = useRef<HTMLParagraphElement>(null);
  const { email = '' } = values;
  useEffect(() => {
    if (done !== null) told.current?.focus();
  }, [done]);
  async function ask(): Promise<void> {
    const sent = await chat.askTranscript(email.trim());
    setDone(sent ? t.byMailSent(email.trim()) : t.byMailConfirm(email.trim()));
  }
  return (
    <div class="sheet">
      <h2 class="name-of-sheet">{t.byMail}</h2>
      {done === null ? (
        <>
          <p class="lead">{t.byMailLead}</p>
          <form
            ref={element}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void submit(check([field], values), ask);
            }}
          >
            <FormField field={field} value={email} wrong={wrong['email']} onChange={(value) => change('email', value)} />
            <p class="wrong" role="alert">
              {trouble}
            </p>
            <button type="submit" class="wide" aria-busy={busy}>
              {t.byMailSend}
            </button>
          </form>
        </>
      ) : (
        <p class="lead name-of-sheet" tabIndex={-1} ref={told}>
          {done}
        </p>
      )}
      <button type="button" class="link back" onClick={onBack}>
        {t.back}
      </button>
    </div>
  );
}
