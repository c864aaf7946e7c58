import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { AccountField, ChannelKind } from '@/api/types';
import { useChannelName, useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { Skeleton } from '@/shared/ui/states';
import { accountsKey, createAccount, fetchKinds, kindsKey } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import { AccountFields } from './account-fields';
import styles from './settings.module.css';

/** A new channel account. Which fields there are comes from the server's adapter; only their words are the desk's. */
export function NewAccountDialog({ onClose }: { onClose: () => void }) {
  const t = useAccountTexts();
  const shared = useSharedTexts();
  const kinds = useQuery({ queryKey: kindsKey, queryFn: fetchKinds });
  return (
    <Dialog wide title={t.create} closeLabel={shared.close} onClose={onClose}>
      {kinds.isPending && <Skeleton rows={4} />}
      {kinds.isError && <p role="alert">{shared.loadFailed}</p>}
      {kinds.data && <Form kinds={kinds.data.items.filter((kind) => kind.fields.length > 0)} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ kinds, onClose }: { kinds: ChannelKind[]; onClose: () => void }) {
  const t = useAccountTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const channelName = useChannelName();
  const client = useQueryClient();
  const [channel, setChannel] = useState(kinds[0]?.channel ?? '');
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const fields = kinds.find((kind) => kind.channel === channel)?.fields ?? [];
  const create = useMutation({
    mutationFn: () => createAccount({ key: key.trim(), channel, name: name.trim(), teamId: null, settings: given(fields, values, false), secrets: given(fields, values, true) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountsKey });
      showToast(t.created);
      onClose();
    },
    onError: (error) => !(error instanceof ApiError && (error.problem.errors || error.problem.code === 'key_taken')) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const problemOf = (field: string): string | null => {
    if (missing.has(field)) return t.required;
    const { error } = create;
    if (!(error instanceof ApiError)) return null;
    if (field === 'key' && error.problem.code === 'key_taken') return t.keyTaken;
    const code = error.problem.errors?.[field]?.[0];
    return !code ? null : field === 'key' ? t.keyWrong : code === 'taken' ? t.taken : t.wrong;
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const empty = [...(key.trim() ? [] : ['key']), ...(name.trim() ? [] : ['name']), ...fields.filter((field) => field.required && !values[field.name]?.trim()).map((field) => field.name)];
    setMissing(new Set(empty));
    if (empty.length === 0) create.mutate();
    else requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  return (
    <form className={styles.stack} noValidate onSubmit={submit} autoComplete="off">
      <SelectField label={t.channel} value={channel} data-autofocus="" onChange={(event) => setChannel(event.target.value)}>
        {kinds.map((kind) => <option key={kind.channel} value={kind.channel}>{channelName(kind.channel)}</option>)}
      </SelectField>
      <div className={styles.pair}>
        <Field label={t.name} value={name} error={problemOf('name')} onChange={(event) => setName(event.target.value)} />
        <Field label={t.key} value={key} placeholder={t.keyExample} error={problemOf('key')} onChange={(event) => setKey(event.target.value.normalize('NFKC').toLowerCase())} />
      </div>
      <AccountFields channel={channel} fields={fields} values={values} errorOf={problemOf} onChange={(name, value) => setValues({ ...values, [name]: value })} />
      <p className={styles.hint}>{t.kept}</p>
      <div className={styles.buttons}>
        <Button onClick={onClose}>{shared.cancel}</Button>
        <Button look="primary" type="submit" disabled={create.isPending}>{t.add}</Button>
      </div>
    </form>
  );
}

const given = (fields: AccountField[], values: Record<string, string>, secret: boolean): Record<string, string> =>
  Object.fromEntries(fields.filter((field) => (field.secret ?? false) === secret && values[field.name]?.trim()).map((field) => [field.name, (values[field.name] ?? '').trim()]));
