import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, useTexts } from '../context';
import { check } from '../model/fields';
import { IdOfWords } from '../model/new-id';
import { openingLabel } from '../model/opening';
import type { Away, SiteField } from '../model/types';
import { FormField } from './form-field';
import { useForm } from './use-form';

type Field = SiteField & { long?: boolean };

/** Nobody answers now: what is written here is answered later, and it says where. */
export function AwayForm({ away }: { away: Away }) {
  const chat = useChat();
  const t = useTexts();
  const { values, wrong, trouble, busy, element, change, submit } = useForm('away');
  const [leftAs, setLeftAs] = useState<string | null>(null);
  const ids = useRef(new IdOfWords());
  const done = useRef<HTMLHeadingElement>(null);
  const base = { choices: null, label: null };
  const fields: Field[] = [
    { ...base, key: 'name', kind: 'name', required: false },
    { ...base, key: 'email', kind: 'email', required: true },
    { ...base, key: 'text', kind: 'text', required: true, label: t.leaveMessage, long: true },
  ];
  useEffect(() => {
    if (leftAs !== null) done.current?.focus();
  }, [leftAs]);

  if (leftAs !== null) {
    return (
      <div class="sheet">
        <h2 class="name-of-sheet" tabIndex={-1} ref={done}>
          {t.leftTitle}
        </h2>
        <p class="lead">{t.leftByMail(leftAs)}</p>
        <button type="button" class="wide" onClick={() => setLeftAs(null)}>
          {t.leaveAnother}
        </button>
      </div>
    );
  }
  const { name = '', email = '', text = '' } = values;
  async function leave(): Promise<void> {
    const message = { name: name.trim(), email: email.trim(), text: text.trim() };
    const { byMail } = await chat.leaveMessage({ id: ids.current.of(JSON.stringify(message)), ...message });
    ids.current.taken();
    change('text', '');
    if (byMail) setLeftAs(email.trim());
  }
  return (
    <div class="sheet">
      <AwayNote away={away} />
      {away.intro && <p class="lead">{away.intro}</p>}
      <p class="aside">{away.byMail ? t.answerByMail : t.answerHere}</p>
      <form
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(check(fields, values), leave);
        }}
      >
        {fields.map((field) => (
          <FormField key={field.key} field={field} value={values[field.key] ?? ''} wrong={wrong[field.key]} onChange={(value) => change(field.key, value)} />
        ))}
        <p class="wrong" role="alert">
          {trouble}
        </p>
        <button type="submit" class="wide" aria-busy={busy}>
          {t.leave}
        </button>
      </form>
    </div>
  );
}

export function AwayNote({ away }: { away: Away }) {
  const chat = useChat();
  const t = useTexts();
  return (
    <p class="greeting">
      {away.why === 'closed' ? t.awayClosed : t.awayNobody}
      {away.opensAt && (
        <>
          <br />
          {t.opensAt(openingLabel(away.opensAt, chat.language))}
        </>
      )}
    </p>
  );
}
