import { useState } from 'react';
import type { ChatField, ChatSiteSettings } from '@/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { SelectField, TextField } from '@/shared/ui/field';
import styles from './chat.module.css';
import { addField, choicesOf, linesOf, moveUp } from './fields';
import { PairField } from './pair-field';
import { useChatTexts } from './texts';

interface Props {
  form: ChatSiteSettings['preChat'];
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<ChatSiteSettings['preChat']>) => void;
}

export function PreChatPart({ form, errors, onChange }: Props) {
  const t = useChatTexts();
  const [kind, setKind] = useState<ChatField['kind']>('name');
  const { fields } = form;
  const change = (at: number, part: Partial<ChatField>) => onChange({ fields: fields.map((field, place) => (place === at ? { ...field, ...part } : field)) });
  return (
    <fieldset className={styles.part}>
      <label className={styles.check}>
        <input type="checkbox" checked={form.on} onChange={(event) => onChange({ on: event.target.checked, ...(event.target.checked && fields.length === 0 && { fields: addField(addField([], 'name'), 'email') }) })} />
        <span>{t.preChat}<small>{t.preChatHint}</small></span>
      </label>
      {form.on && (
        <>
          <PairField long label={t.intro} path="preChat.intro" value={form.intro} errors={errors} onChange={(intro) => onChange({ intro })} />
          <h3>{t.fields}</h3>
          {errors['preChat.fields'] && <p className={styles.error} role="alert">{errors['preChat.fields']}</p>}
          <ol className={styles.fields}>
            {fields.map((field, at) => (
              <li key={field.key} className={styles.field}>
                <div className={styles.fieldHead}>
                  <strong>{t.kinds[field.kind]}</strong>
                  <label className={styles.check}><input type="checkbox" checked={field.required} onChange={(event) => change(at, { required: event.target.checked })} />{t.required}</label>
                  {at > 0 && <IconButton icon="up" label={t.up} onClick={() => onChange({ fields: moveUp(fields, at) })} />}
                  <IconButton icon="close" label={t.remove} onClick={() => onChange({ fields: fields.filter((_, place) => place !== at) })} />
                </div>
                {(field.kind === 'topic' || field.kind === 'text') && (
                  <PairField label={t.fieldLabel} path={`preChat.fields.${at}.label`} value={field.label} errors={errors} onChange={(label) => change(at, { label })} />
                )}
                {field.kind === 'topic' && <Choices field={field} error={errors[`preChat.fields.${at}.choices`]} onChange={(choices) => change(at, { choices })} />}
              </li>
            ))}
          </ol>
          <div className={styles.adding}>
            <SelectField label={t.fields} value={kind} onChange={(event) => setKind(event.target.value as ChatField['kind'])}>
              {Object.entries(t.kinds).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
            </SelectField>
            <Button icon="plus" onClick={() => onChange({ fields: addField(fields, kind) })}>{t.addField}</Button>
          </div>
          <PairField long label={t.consent} path="preChat.consent" value={form.consent} errors={errors} onChange={(consent) => onChange({ consent })} />
        </>
      )}
    </fieldset>
  );
}

/** Lines are kept as they are typed: an empty one in the middle must not jump away under the caret. */
function Choices({ field, error, onChange }: { field: ChatField; error: string | undefined; onChange: (choices: NonNullable<ChatField['choices']>) => void }) {
  const t = useChatTexts();
  const [lines, setLines] = useState(() => ({ ja: linesOf(field.choices, 'ja'), en: linesOf(field.choices, 'en') }));
  const write = (language: 'ja' | 'en', text: string) => {
    const next = { ...lines, [language]: text };
    setLines(next);
    onChange(choicesOf(next.ja, next.en));
  };
  return (
    <div className={styles.pair}>
      {(['ja', 'en'] as const).map((language) => (
        <TextField key={language} lang={language} label={language === 'ja' ? t.inJapanese(t.choices) : t.inEnglish(t.choices)} value={lines[language]} error={language === 'ja' ? error : undefined} onChange={(event) => write(language, event.target.value)} />
      ))}
    </div>
  );
}
