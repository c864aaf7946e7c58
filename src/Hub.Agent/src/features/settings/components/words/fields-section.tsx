import { useState } from 'react';
import { useBrands } from '@/api/directory';
import { type ConversationField, useVocabulary } from '@/api/vocabulary';
import { newId } from '@/shared/lib/new-id';
import { Button, IconButton } from '@/shared/ui/button';
import { Field, SelectField } from '@/shared/ui/field';
import { saveFields } from '../../api/words';
import { useWordsTexts } from '../../locales/use-words-texts';
import { SaveBar } from './save-bar';
import styles from './words.module.css';

type Kind = ConversationField['kind'];
const kinds: Kind[] = ['text', 'number', 'date', 'yesNo', 'choice', 'choices'];
const keyFormat = /^[a-z0-9][a-z0-9_]{0,39}$/;

const complete = (field: ConversationField): boolean =>
  field.nameJa.trim() !== '' && field.nameEn.trim() !== '' && keyFormat.test(field.key) && (!field.kind.startsWith('choice') || (field.options.length > 0 && field.options.every((option) => option.nameJa && option.nameEn)));

/** The firm's own fields of conversations. */
export function FieldsSection() {
  const t = useWordsTexts();
  const saved = useVocabulary();
  const [draft, setDraft] = useState<ConversationField[] | null>(null);
  const [tried, setTried] = useState(false);
  const fields = draft ?? saved.fields;
  const change = (id: string, to: Partial<ConversationField>) => setDraft(fields.map((field) => (field.id === id ? { ...field, ...to } : field)));
  const add = () => setDraft([...fields, { id: newId(), key: '', brandId: null, kind: 'text', nameJa: '', nameEn: '', options: [], required: false, active: true }]);
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.fieldsHint}</p>
      <ul className={styles.cards}>
        {fields.map((field) => <FieldCard key={field.id} field={field} isNew={saved.fields.every((each) => each.id !== field.id)} tried={tried} onChange={(to) => change(field.id, to)} onRemove={() => setDraft(fields.filter((each) => each.id !== field.id))} />)}
      </ul>
      {fields.length === 0 && <p className={styles.hint}>{t.noFields}</p>}
      <Button look="link" icon="plus" onClick={add}>{t.addField}</Button>
      <SaveBar
        changed={draft !== null}
        complete={fields.every(complete)}
        save={() => saveFields(saved.revision, fields)}
        onTried={() => setTried(true)}
        onDone={() => { setDraft(null); setTried(false); }}
      />
    </section>
  );
}

function FieldCard({ field, isNew, tried, onChange, onRemove }: { field: ConversationField; isNew: boolean; tried: boolean; onChange: (to: Partial<ConversationField>) => void; onRemove: () => void }) {
  const t = useWordsTexts();
  const brands = useBrands();
  const isChoice = field.kind.startsWith('choice');
  const missing = (text: string) => (tried && text.trim() === '' ? t.missing : null);
  return (
    <li className={styles.card} data-off={field.active ? undefined : ''}>
      <div className={styles.grid}>
        <Field label={t.nameJa} lang="ja" maxLength={80} value={field.nameJa} error={missing(field.nameJa)} onChange={(event) => onChange({ nameJa: event.target.value })} />
        <Field label={t.nameEn} lang="en" maxLength={80} value={field.nameEn} error={missing(field.nameEn)} onChange={(event) => onChange({ nameEn: event.target.value })} />
        <Field label={t.key} disabled={!isNew} value={field.key} error={tried && !keyFormat.test(field.key) ? t.keyWrong : null} onChange={(event) => onChange({ key: event.target.value })} />
        <SelectField label={t.kind} disabled={!isNew} value={field.kind} onChange={(event) => onChange({ kind: event.target.value as Kind })}>
          {kinds.map((kind) => <option key={kind} value={kind}>{t.kinds[kind]}</option>)}
        </SelectField>
        <SelectField label={t.brand} value={field.brandId ?? ''} onChange={(event) => onChange({ brandId: event.target.value || null })}>
          <option value="">{t.everyBrand}</option>
          {brands.map((brand) => <option key={brand.id} value={brand.id}>{brand.name}</option>)}
        </SelectField>
      </div>
      {isChoice && <Options field={field} tried={tried} onChange={onChange} />}
      <div className={styles.flags}>
        <label><input type="checkbox" checked={field.required} onChange={(event) => onChange({ required: event.target.checked })} />{t.required}</label>
        <label><input type="checkbox" checked={field.active} onChange={(event) => onChange({ active: event.target.checked })} />{t.active}</label>
        <IconButton icon="trash" label={t.remove(field.nameJa || field.key)} onClick={onRemove} />
      </div>
    </li>
  );
}

function Options({ field, tried, onChange }: { field: ConversationField; tried: boolean; onChange: (to: Partial<ConversationField>) => void }) {
  const t = useWordsTexts();
  const set = (at: number, to: Partial<ConversationField['options'][number]>) => onChange({ options: field.options.map((option, index) => (index === at ? { ...option, ...to } : option)) });
  return (
    <fieldset className={styles.options}>
      <legend>{t.options}{tried && field.options.length === 0 && <em>{t.missing}</em>}</legend>
      {field.options.map((option, at) => (
        <div key={option.key} className={styles.row}>
          <input className={styles.name} lang="ja" aria-label={t.nameJa} placeholder={t.nameJa} value={option.nameJa} aria-invalid={tried && !option.nameJa ? true : undefined} onChange={(event) => set(at, { nameJa: event.target.value })} />
          <input className={styles.name} lang="en" aria-label={t.nameEn} placeholder={t.nameEn} value={option.nameEn} aria-invalid={tried && !option.nameEn ? true : undefined} onChange={(event) => set(at, { nameEn: event.target.value })} />
          <IconButton icon="trash" label={t.remove(option.nameJa)} onClick={() => onChange({ options: field.options.filter((each) => each.key !== option.key) })} />
        </div>
      ))}
      <Button look="link" icon="plus" onClick={() => onChange({ options: [...field.options, { key: newId().replaceAll('-', '').slice(0, 12), nameJa: '', nameEn: '' }] })}>{t.addOption}</Button>
    </fieldset>
  );
}
