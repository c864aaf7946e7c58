import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBrands, useTeams } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { ChannelAccount, ChannelKind } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { fetchFolders, foldersKey } from '../api/account-care';
import { accountsKey, changeAccount } from '../api/settings';
import { useAccountReason } from '../locales/use-account-reason';
import { useAccountTexts } from '../locales/use-account-texts';
import { useCareTexts } from '../locales/use-care-texts';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { AccountFields } from './account-fields';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

interface Props {
  account: ChannelAccount;
  /** Null while it is not known: then only what the house decides can be changed. */
  kind: ChannelKind | null;
  hasMailbox: boolean;
  onClose: () => void;
}

/** What the house decides about an account, and how it is set up at its provider. Secrets have a dialog of their own. */
export function AccountDialog({ account, kind, hasMailbox, onClose }: Props) {
  const t = useSettingsTexts().accounts;
  const texts = useAccountTexts();
  const care = useCareTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const reason = useAccountReason();
  const client = useQueryClient();
  const brands = useBrands();
  const teams = useTeams();
  const [input, setInput] = useState({ name: account.name, brandId: account.brandId, teamId: account.teamId, reopenDays: String(account.reopenDays), active: account.active, silenceAlarm: account.silenceAlarm });
  const [settings, setSettings] = useState<Record<string, string>>({ ...account.settings });
  const [checked, setChecked] = useState(false);
  const folders = useQuery({ queryKey: foldersKey(account.id), queryFn: () => fetchFolders(account.id), enabled: hasMailbox, retry: false, staleTime: 60_000 });
  const change = (part: Partial<typeof input>) => setInput((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: () => changeAccount(account.id, { ...input, reopenDays: Number(input.reopenDays), settings: filled(settings) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountsKey });
      showToast(t.saved);
      onClose();
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(save.error);
  const fields = kind?.fields.filter((field) => !field.secret) ?? [];
  const missing = (name: string) => (checked && fields.some((field) => field.name === name && field.required && !settings[name]?.trim()) ? texts.required : null);
  const refused = (name: string) => {
    const code = save.error instanceof ApiError ? save.error.problem.errors?.[name]?.[0] : undefined;
    return !code ? null : code === 'taken' ? texts.taken : texts.wrong;
  };
  const days = /^\d{1,3}$/.test(input.reopenDays) && Number(input.reopenDays) <= 365;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setChecked(true);
    if (days && fields.every((field) => !field.required || settings[field.name]?.trim())) save.mutate();
    else requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  return (
    <Dialog wide title={account.name} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit} noValidate autoComplete="off">
        <div className={styles.pair}>
          <Field label={t.name} data-autofocus="" value={input.name} onChange={(event) => change({ name: event.target.value })} error={errorOf('name')} />
          <SelectField label={t.brand} value={input.brandId} onChange={(event) => change({ brandId: event.target.value })}>
            {brands.map((brand) => <option key={brand.id} value={brand.id}>{brand.name}</option>)}
          </SelectField>
          <SelectField label={t.team} value={input.teamId ?? ''} onChange={(event) => change({ teamId: event.target.value || null })}>
            <option value="">{t.noTeam}</option>
            {teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}
          </SelectField>
        </div>
        <Field label={t.reopenDays} type="number" min={0} max={365} value={input.reopenDays} onChange={(event) => change({ reopenDays: event.target.value })} error={days ? errorOf('reopenDays') : t.reopenWrong} />
        {fields.length > 0 && (
          <AccountFields channel={account.channel} fields={fields} values={settings} errorOf={(name) => missing(name) ?? refused(name)} onChange={(name, value) => setSettings((now) => ({ ...now, [name]: value }))} folders={folders.data?.items} />
        )}
        {folders.isError && <p className={styles.hint}>{care.folders.unread(reason(errorCode(folders.error)))}</p>}
        <fieldset className={styles.choices}>
          <label><input type="checkbox" checked={input.active} onChange={(event) => change({ active: event.target.checked })} />{t.active}</label>
          <label><input type="checkbox" checked={input.silenceAlarm} onChange={(event) => change({ silenceAlarm: event.target.checked })} />{care.silenceAlarm}</label>
        </fieldset>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{t.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** An emptied setting is one that is not there. */
const filled = (settings: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(settings).filter(([, value]) => value.trim() !== ''));
