import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBrands, useTeams } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { ChannelAccount } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { accountsKey, changeAccount } from '../api/settings';
import { useSettingsTexts } from '../locales/use-settings-texts';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

/** What the house decides about an account. Addresses and secrets of the provider stay as they are. */
export function AccountDialog({ account, onClose }: { account: ChannelAccount; onClose: () => void }) {
  const t = useSettingsTexts().accounts;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const brands = useBrands();
  const teams = useTeams();
  const [input, setInput] = useState({ name: account.name, brandId: account.brandId, teamId: account.teamId, reopenDays: String(account.reopenDays), active: account.active });
  const change = (part: Partial<typeof input>) => setInput((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: () => changeAccount(account.id, { ...input, reopenDays: Number(input.reopenDays) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountsKey });
      showToast(t.saved);
      onClose();
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(save.error);
  const days = /^\d{1,3}$/.test(input.reopenDays) && Number(input.reopenDays) <= 365;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (days) save.mutate();
  };
  return (
    <Dialog title={account.name} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit} noValidate>
        <Field label={t.name} data-autofocus="" value={input.name} onChange={(event) => change({ name: event.target.value })} error={errorOf('name')} />
        <SelectField label={t.brand} value={input.brandId} onChange={(event) => change({ brandId: event.target.value })}>
          {brands.map((brand) => <option key={brand.id} value={brand.id}>{brand.name}</option>)}
        </SelectField>
        <SelectField label={t.team} value={input.teamId ?? ''} onChange={(event) => change({ teamId: event.target.value || null })}>
          <option value="">{t.noTeam}</option>
          {teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}
        </SelectField>
        <Field label={t.reopenDays} type="number" min={0} max={365} value={input.reopenDays} onChange={(event) => change({ reopenDays: event.target.value })} error={days ? errorOf('reopenDays') : t.reopenWrong} />
        <fieldset className={styles.choices}>
          <label><input type="checkbox" checked={input.active} onChange={(event) => change({ active: event.target.checked })} />{t.active}</label>
        </fieldset>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{t.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}
