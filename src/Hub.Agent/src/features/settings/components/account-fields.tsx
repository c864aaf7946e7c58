import type { AccountField, MailFolder } from '@/api/types';
import { Field, SelectField, TextField } from '@/shared/ui/field';
import { useAccountTexts } from '../locales/use-account-texts';
import { useCareTexts } from '../locales/use-care-texts';
import styles from './settings.module.css';

interface Props {
  channel: string;
  fields: readonly AccountField[];
  values: Readonly<Record<string, string>>;
  errorOf: (field: string) => string | null;
  onChange: (name: string, value: string) => void;
  /** The mailbox's own folders, where they are known: then one chooses. */
  folders?: readonly MailFolder[] | undefined;
}

/** What an account of a channel is made of, drawn from its adapter; the seldom needed is folded away. */
export function AccountFields({ channel, fields, values, errorOf, onChange, folders }: Props) {
  const t = useAccountTexts();
  const input = (field: AccountField) => (
    <Input key={`${channel}/${field.name}`} channel={channel} field={field} value={values[field.name] ?? ''} error={errorOf(field.name)} folders={folders} onChange={(value) => onChange(field.name, value)} />
  );
  const seldom = fields.filter((field) => field.advanced);
  return (
    <>
      <div className={styles.pair}>{fields.filter((field) => !field.advanced).map(input)}</div>
      {seldom.length > 0 && (
        <details className={styles.more} open={seldom.some((field) => errorOf(field.name) !== null) || undefined}>
          <summary>{t.advanced}</summary>
          <div className={styles.pair}>{seldom.map(input)}</div>
        </details>
      )}
    </>
  );
}

interface InputProps {
  channel: string;
  field: AccountField;
  value: string;
  error: string | null;
  folders: readonly MailFolder[] | undefined;
  onChange: (value: string) => void;
}

const folderFields = new Set(['folder', 'collectedFolder', 'sentFolder']);

function Input({ channel, field, value, error, folders, onChange }: InputProps) {
  const t = useAccountTexts();
  const care = useCareTexts();
  const label = `${t.fields[`${channel}.${field.name}`] ?? t.fields[field.name] ?? field.name}${field.required ? t.must : ''}`;
  const unset = t.choices[`${field.name}.`];
  if (folders && folderFields.has(field.name)) {
    const paths = folders.map((folder) => folder.path);
    return (
      <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{care.folders.standard[field.name] ?? t.standard}</option>
        {field.name === 'sentFolder' && <option value="none">{care.folders.none}</option>}
        {(value === '' || value === 'none' || paths.includes(value) ? paths : [value, ...paths]).map((path) => <option key={path} value={path}>{path}</option>)}
      </SelectField>
    );
  }
  if (field.choices) {
    return (
      // Where nothing is chosen the first one counts, unless there is a word for "none".
      <SelectField label={label} value={value || (unset === undefined ? field.choices[0] : '')} onChange={(event) => onChange(event.target.value)}>
        {unset !== undefined && <option value="">{unset}</option>}
        {field.choices.map((choice) => <option key={choice} value={choice}>{t.choices[`${field.name}.${choice}`] ?? choice}</option>)}
      </SelectField>
    );
  }
  if (field.multiline) return <TextField label={label} value={value} error={error} onChange={(event) => onChange(event.target.value)} />;
  return <Field label={label} value={value} error={error} placeholder={t.examples[field.name]} hint={t.hints[field.name]} className={t.hints[field.name] ? styles.whole : undefined} type={field.secret ? 'password' : 'text'} autoComplete={field.secret ? 'new-password' : 'off'} onChange={(event) => onChange(event.target.value)} />;
}
