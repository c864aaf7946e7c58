import type { SiteText } from '@/api/types';
import { Field, TextField } from '@/shared/ui/field';
import styles from './chat.module.css';
import { useChatTexts } from './texts';

interface Props {
  label: string;
  value: SiteText;
  path: string;
  errors: Readonly<Record<string, string>>;
  long?: boolean;
  onChange: (value: SiteText) => void;
}

/** One text in both languages, side by side. */
export function PairField({ label, value, path, errors, long = false, onChange }: Props) {
  const t = useChatTexts();
  const Input = long ? TextField : Field;
  return (
    <div className={styles.pair}>
      {(['ja', 'en'] as const).map((language) => (
        <Input
          key={language}
          lang={language}
          label={language === 'ja' ? t.inJapanese(label) : t.inEnglish(label)}
          value={value[language] ?? ''}
          error={errors[`${path}.${language}`] ?? (language === 'ja' ? errors[path] : undefined)}
          onChange={(event: { target: { value: string } }) => onChange({ ...value, [language]: event.target.value || null })}
        />
      ))}
    </div>
  );
}
