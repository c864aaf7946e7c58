import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { ChannelAccount, ChannelKind } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatMoment } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { rotateSecrets } from '../api/account-care';
import { accountsKey } from '../api/settings';
import { useAccountTexts } from '../locales/use-account-texts';
import { useCareTexts } from '../locales/use-care-texts';
import accounts from './accounts.module.css';
import styles from './settings.module.css';

const overlaps = [0, 1, 24, 168] as const;

/** Secrets are written and never read. Where others sign with one, the one before may count until they have changed theirs too. */
export function SecretsDialog({ account, kind, onClose }: { account: ChannelAccount; kind: ChannelKind; onClose: () => void }) {
  const t = useCareTexts().secrets;
  const texts = useAccountTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const language = useLanguage();
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const [keep, setKeep] = useState(0);
  const fields = kind.fields.filter((field) => field.secret);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '').map(([name, value]) => [name, value.trim()]));
  const overlapping = fields.some((field) => field.overlaps && given[field.name] && account.secretNames.includes(field.name));
  const save = useMutation({
    mutationFn: () => rotateSecrets(account.id, { secrets: given, keepOldHours: overlapping ? keep : 0 }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountsKey });
      showToast(t.saved);
      onClose();
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const wrong = save.error instanceof ApiError ? save.error.problem.errors : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(given).length > 0) save.mutate();
  };
  return (
    <Dialog title={t.title(account.name)} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} noValidate onSubmit={submit} autoComplete="off">
        <p className={styles.hint}>{t.hint}</p>
        {fields.map((field, index) => (
          <div key={field.name}>
            <Field
              label={texts.fields[`${account.channel}.${field.name}`] ?? texts.fields[field.name] ?? field.name}
              type="password"
              autoComplete="new-password"
              data-autofocus={index === 0 ? '' : undefined}
              placeholder={account.secretNames.includes(field.name) ? t.kept : t.notSet}
              value={values[field.name] ?? ''}
              error={wrong?.[field.name] ? texts.wrong : null}
              onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
            />
            {account.oldSecretsUntil?.[field.name] && <p className={accounts.old}>{t.oldUntil(formatMoment(account.oldSecretsUntil[field.name] ?? '', language))}</p>}
          </div>
        ))}
        {overlapping && (
          <SelectField label={t.overlap} value={keep} onChange={(event) => setKeep(Number(event.target.value))}>
            {overlaps.map((hours) => <option key={hours} value={hours}>{t.overlaps[hours]}</option>)}
          </SelectField>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending || Object.keys(given).length === 0}>{t.replace}</Button>
        </div>
      </form>
    </Dialog>
  );
}
