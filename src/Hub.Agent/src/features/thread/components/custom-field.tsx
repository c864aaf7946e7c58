import { type ConversationField, type FieldValue, nameIn } from '@/api/vocabulary';
import { useLanguage } from '@/shared/lib/language';
import { Field, SelectField } from '@/shared/ui/field';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './classify-menu.module.css';

interface Props {
  field: ConversationField;
  value: FieldValue;
  wanted: string | null;
  onChange: (value: FieldValue) => void;
}

/** One field of the firm's own, as its kind is filled in. */
export function CustomField({ field, value, wanted, onChange }: Props) {
  const t = useThreadTexts().classify;
  const language = useLanguage();
  const label = [nameIn(language, field), wanted].filter(Boolean).join(' · ');
  switch (field.kind) {
    case 'number':
      return <Field label={label} type="number" step="any" value={value === null ? '' : String(value)} onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))} />;
    case 'date':
      return <Field label={label} type="date" value={String(value ?? '')} onChange={(event) => onChange(event.target.value || null)} />;
    case 'yesNo':
      return (
        <SelectField label={label} value={value === null ? '' : String(value)} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value === 'true')}>
          <option value="">{t.none}</option>
          <option value="true">{t.yes}</option>
          <option value="false">{t.no}</option>
        </SelectField>
      );
    case 'choice':
      return (
        <SelectField label={label} value={String(value ?? '')} onChange={(event) => onChange(event.target.value || null)}>
          <option value="">{t.none}</option>
          {field.options.map((option) => <option key={option.key} value={option.key}>{nameIn(language, option)}</option>)}
        </SelectField>
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <fieldset className={styles.choices}>
          <legend>{label}</legend>
          {field.options.map((option) => (
            <label key={option.key}>
              <input type="checkbox" checked={chosen.includes(option.key)} onChange={(event) => onChange(event.target.checked ? [...chosen, option.key] : chosen.filter((each) => each !== option.key))} />
              {nameIn(language, option)}
            </label>
          ))}
        </fieldset>
      );
    }
    case 'text':
      return <Field label={label} value={String(value ?? '')} maxLength={500} onChange={(event) => onChange(event.target.value || null)} />;
  }
}
