import type { ChatTheme } from '@/api/types';
import { Field, SelectField } from '@/shared/ui/field';
import styles from './chat.module.css';
import { PairField } from './pair-field';
import { useChatTexts } from './texts';

interface Props {
  theme: ChatTheme;
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<ChatTheme>) => void;
}

export function ThemePart({ theme, errors, onChange }: Props) {
  const t = useChatTexts();
  const valid = /^#[0-9a-f]{6}$/i.test(theme.accent);
  return (
    <fieldset className={styles.part}>
      <legend>{t.look}</legend>
      <div className={styles.row}>
        <div className={styles.colour}>
          <input type="color" aria-label={t.accent} value={valid ? theme.accent.toLowerCase() : '#000000'} onChange={(event) => onChange({ accent: event.target.value })} />
          <Field label={t.accent} value={theme.accent} error={errors['theme.accent']} spellCheck={false} onChange={(event) => onChange({ accent: event.target.value })} />
        </div>
        <SelectField label={t.scheme} value={theme.scheme} onChange={(event) => onChange({ scheme: event.target.value as ChatTheme['scheme'] })}>
          {Object.entries(t.schemes).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
        </SelectField>
        <SelectField label={t.side} value={theme.side} onChange={(event) => onChange({ side: event.target.value as ChatTheme['side'] })}>
          {Object.entries(t.sides).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
        </SelectField>
        <SelectField label={t.icon} value={theme.icon} onChange={(event) => onChange({ icon: event.target.value as ChatTheme['icon'] })}>
          {Object.entries(t.icons).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
        </SelectField>
        <Field label={t.mark} value={theme.mark ?? ''} error={errors['theme.mark']} onChange={(event) => onChange({ mark: event.target.value || null })} />
      </div>
      <p className={styles.hint}>{t.accentHint}</p>
      <PairField label={t.label} path="theme.label" value={theme.label} errors={errors} onChange={(label) => onChange({ label })} />
      <PairField label={t.title} path="theme.title" value={theme.title} errors={errors} onChange={(title) => onChange({ title })} />
      <p className={styles.hint}>{t.titleHint}</p>
      <PairField long label={t.greeting} path="theme.greeting" value={theme.greeting} errors={errors} onChange={(greeting) => onChange({ greeting })} />
    </fieldset>
  );
}
