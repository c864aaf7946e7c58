import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Classification, ConversationDetail } from '@/api/types';
import { nameIn, useVocabulary } from '@/api/vocabulary';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { SelectField } from '@/shared/ui/field';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import { fieldsOf, type FieldValues, reasonChoices, recentChoices, saidOf } from '../model/classification';
import { CustomField } from './custom-field';
import styles from './classify-menu.module.css';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  detail: ConversationDetail;
  /** What the brand still wants; named when resolving asked for it. */
  missing: string[];
  resolving: boolean;
  /** Whether it was saved. */
  onSave: (values: Classification) => Promise<boolean>;
  onClose: () => void;
}

const recentAtMost = 5;

/** Reason, result and the firm's fields of a conversation; with `resolving` it resolves when saved. */
export function ClassifyMenu({ anchor, detail, missing, resolving, onSave, onClose }: Props) {
  const t = useThreadTexts().classify;
  const language = useLanguage();
  const words = useVocabulary();
  const [said, setSaid] = useState(() => saidOf(detail));
  const [changed, setChanged] = useState<FieldValues>({});
  const [choosing, setChoosing] = useState(said.reasonId === null);
  const form = useRef<HTMLFormElement>(null);
  const picked = useRef(false);
  const busy = useRef(false);
  useEffect(() => {
    // The list is gone with the cursor in it; the keyboard goes on from what was chosen.
    if (picked.current) form.current?.querySelector<HTMLElement>('button, select, input')?.focus();
    picked.current = false;
  }, [said.reasonId]);
  const choices = reasonChoices(words, detail.brandId, language);
  const searchable = choosing && (choices.length > 0 || words.reasons.some((term) => term.id === said.reasonId));
  useEffect(() => {
    // The reasons may come after the panel has opened.
    if (searchable) form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [searchable]);
  const results = words.results.filter((result) => result.brandId === detail.brandId && (result.active || result.id === said.resultId));
  const fields = fieldsOf(words, detail.brandId);
  const recent = recentChoices(choices, recentAtMost);
  const chosen = words.reasons.find((term) => term.id === said.reasonId);
  const chosenAbove = choices.find(({ term }) => term.id === said.reasonId)?.above;
  const wanted = (key: string) => (missing.includes(key) ? t.required : null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy.current) return;
    // Refused, what was typed is still here.
    busy.current = true;
    if (await onSave({ reasonId: said.reasonId, resultId: said.resultId, fields: changed })) onClose();
    busy.current = false;
  };
  const option = (group: string) => ({ term, above }: (typeof choices)[number]) => ({ id: `${group}:${term.id}`, label: nameIn(language, term), hint: above || undefined, group, checked: term.id === said.reasonId });
  return (
    <Popover anchor={anchor} label={t.title} onClose={onClose} width={380}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keeps a bare Enter in a field from saving */}
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          // A bare Enter belongs to the field (or to an input method): it saves and resolves nothing.
          if (!isEnter(event.nativeEvent) || isComposing(event)) return;
          if (event.ctrlKey || event.metaKey) void submit(event);
          else if (!(event.target instanceof HTMLButtonElement)) event.preventDefault();
        }}
      >
        {resolving && missing.length > 0 && <p className={styles.asked} role="alert">{t.askedBefore}</p>}
        {choices.length + results.length + fields.length === 0 && !chosen && <p className={styles.hint}>{t.nothing}</p>}
        {(choices.length > 0 || chosen) && (
          <div className={styles.reason}>
            <span className={styles.label}>{t.reason}{wanted('reason') && <em>{wanted('reason')}</em>}</span>
            {chosen && (
              <p className={styles.chosen}>
                <span>{chosenAbove && <span className={styles.above}>{`${chosenAbove} › `}</span>}{nameIn(language, chosen)}{!chosen.active && ` ${t.off}`}</span>
                <Button look="link" onClick={() => setChoosing(!choosing)}>{t.change}</Button>
                <Button look="link" onClick={() => { setSaid({ ...said, reasonId: null }); setChoosing(true); }}>{t.clear}</Button>
              </p>
            )}
            {choosing && (
              <Picker
                placeholder={t.find}
                empty={t.empty}
                options={[...recent.map(option(t.recent)), ...choices.map(option(t.all))]}
                onPick={(id) => { picked.current = true; setSaid({ ...said, reasonId: id.slice(id.indexOf(':') + 1) }); setChoosing(false); }}
              />
            )}
          </div>
        )}
        {results.length > 0 && (
          <SelectField label={[t.result, wanted('result')].filter(Boolean).join(' · ')} value={said.resultId ?? ''} onChange={(event) => setSaid({ ...said, resultId: event.target.value || null })}>
            <option value="">{t.none}</option>
            {results.map((result) => <option key={result.id} value={result.id}>{nameIn(language, result)}</option>)}
          </SelectField>
        )}
        {fields.map((field) => (
          <CustomField key={field.id} field={field} value={(changed[field.key] ?? (field.key in changed ? null : said.fields[field.key])) ?? null} wanted={wanted(field.key)} onChange={(value) => setChanged({ ...changed, [field.key]: value })} />
        ))}
        <div className={styles.buttons}>
          <Button type="submit" look="primary" icon={resolving ? 'check' : undefined}>{resolving ? t.saveResolve : t.save}</Button>
        </div>
      </form>
    </Popover>
  );
}
