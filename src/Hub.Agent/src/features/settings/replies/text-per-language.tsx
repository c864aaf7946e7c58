import { useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { classNames } from '@/shared/lib/class-names';
import { useLanguage } from '@/shared/lib/language';
import styles from './replies.module.css';
import { useRepliesTexts } from './texts';

interface Props {
  ja: string;
  en: string;
  errors: { ja?: string | undefined; en?: string | undefined };
  variables: readonly string[];
  rows?: number;
  disabled?: boolean;
  onChange: (texts: { ja: string; en: string }) => void;
}

/** One text in two languages; a variable is inserted where the caret stands. */
export function TextPerLanguage({ ja, en, errors, variables, rows = 7, disabled = false, onChange }: Props) {
  const t = useRepliesTexts();
  const ui = useLanguage();
  const id = useId();
  const texts = { ja, en };
  const [chosen, setChosen] = useState<'ja' | 'en' | null>(null);
  const shown = chosen ?? (errors.ja ? 'ja' : errors.en ? 'en' : texts[ui] || !texts[ui === 'ja' ? 'en' : 'ja'] ? ui : ui === 'ja' ? 'en' : 'ja');
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const element = field.current;
    if (!element || !name) return;
    const { selectionStart, selectionEnd } = element;
    const token = `{{${name}}}`;
    flushSync(() => onChange({ ...texts, [shown]: texts[shown].slice(0, selectionStart) + token + texts[shown].slice(selectionEnd) }));
    element.focus();
    element.setSelectionRange(selectionStart + token.length, selectionStart + token.length);
  };
  return (
    <div className={styles.languagesBox}>
      <div className={styles.tabs}>
        <div role="tablist" aria-label={t.language}>
          {(['ja', 'en'] as const).map((each) => (
            <button key={each} type="button" role="tab" id={`${id}-${each}`} aria-controls={`${id}-panel`} aria-selected={shown === each} className={styles.tab} onClick={() => setChosen(each)}>
              {t.languages[each]}
              {texts[each].trim() === '' && <small>{t.empty}</small>}
            </button>
          ))}
        </div>
        <select aria-label={t.insert} className={styles.insert} value="" disabled={disabled} onChange={(event) => insert(event.target.value)}>
          <option value="">{`＋ ${t.insert}`}</option>
          {variables.map((name) => <option key={name} value={name}>{t.variables[name]}</option>)}
        </select>
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${shown}`}>
        <textarea
          ref={field}
          lang={shown}
          rows={rows}
          disabled={disabled}
          aria-label={t.body(t.languages[shown])}
          aria-invalid={errors[shown] ? true : undefined}
          className={classNames(styles.body, errors[shown] && styles.bad)}
          value={texts[shown]}
          onChange={(event) => onChange({ ...texts, [shown]: event.target.value })}
        />
      </div>
      {(['ja', 'en'] as const).map((each) => errors[each] && <p key={each} className={styles.error} role="alert">{`${t.languages[each]}: ${errors[each]}`}</p>)}
    </div>
  );
}
