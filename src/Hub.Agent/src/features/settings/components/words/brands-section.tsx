import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBrands } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Brand } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { changeBrand, createBrand } from '../../api/words';
import { useWordsTexts } from '../../locales/use-words-texts';
import styles from './words.module.css';

const fresh: Brand = { id: '', key: '', name: '', requireReason: false, requireResult: false, signatureJa: '', signatureEn: '', active: true, workNames: false };
const keyFormat = /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/;

/** The names customers know the firm by. */
export function BrandsSection() {
  const t = useWordsTexts();
  const brands = useBrands();
  const [editing, setEditing] = useState<Brand | null>(null);
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.brandsHint}</p>
      <ul className={styles.cards}>
        {brands.map((brand) => (
          <li key={brand.id} className={styles.brandRow} data-off={brand.active ? undefined : ''}>
            <span>
              <strong>{brand.name}</strong>
              <span className={styles.hint}>{[brand.key, brand.requireReason && t.requireReason, brand.requireResult && t.requireResult, brand.workNames && t.workNames, !brand.active && t.off].filter(Boolean).join(' · ')}</span>
            </span>
            <Button onClick={() => setEditing(brand)}>{t.edit}</Button>
          </li>
        ))}
      </ul>
      <Button look="link" icon="plus" onClick={() => setEditing(fresh)}>{t.addBrand}</Button>
      {editing && <BrandDialog key={editing.id} brand={editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function BrandDialog({ brand, onClose }: { brand: Brand; onClose: () => void }) {
  const t = useWordsTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [draft, setDraft] = useState(brand);
  const [tried, setTried] = useState(false);
  const isNew = brand.id === '';
  const change = (to: Partial<Brand>) => setDraft((now) => ({ ...now, ...to }));
  const save = useMutation({
    mutationFn: () => (isNew ? createBrand(draft) : changeBrand(draft)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['directory', 'brands'] });
      showToast(t.saved);
      onClose();
    },
  });
  const code = save.isError ? errorCode(save.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() && (!isNew || keyFormat.test(draft.key))) save.mutate();
  };
  return (
    <Dialog title={isNew ? t.addBrand : brand.name} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.section} onSubmit={submit} noValidate>
        <Field label={t.brandName} data-autofocus="" maxLength={80} value={draft.name} error={tried && !draft.name.trim() ? t.missing : null} onChange={(event) => change({ name: event.target.value })} />
        {isNew && <Field label={t.brandKey} value={draft.key} error={code === 'key_taken' ? t.keyTaken : tried && !keyFormat.test(draft.key) ? t.brandKeyWrong : null} onChange={(event) => change({ key: event.target.value })} />}
        <Signature label={t.signatureJa} lang="ja" value={draft.signatureJa} onChange={(signatureJa) => change({ signatureJa })} />
        <Signature label={t.signatureEn} lang="en" value={draft.signatureEn} onChange={(signatureEn) => change({ signatureEn })} />
        <div className={styles.flags}>
          <label><input type="checkbox" checked={draft.requireReason} onChange={(event) => change({ requireReason: event.target.checked })} />{t.requireReason}</label>
          <label><input type="checkbox" checked={draft.requireResult} onChange={(event) => change({ requireResult: event.target.checked })} />{t.requireResult}</label>
          <label><input type="checkbox" checked={draft.workNames} onChange={(event) => change({ workNames: event.target.checked })} />{t.workNames}</label>
          {!isNew && <label><input type="checkbox" checked={draft.active} onChange={(event) => change({ active: event.target.checked })} />{t.brandActive}</label>}
        </div>
        {code && code !== 'key_taken' && <p role="alert" className={styles.error}>{code === 'brand_in_use' ? t.brandInUse : errorText(code)}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{t.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Signature({ label, lang, value, onChange }: { label: string; lang: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className={styles.signature}>
      <span>{label}</span>
      <textarea lang={lang} rows={3} maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
