import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAgents } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { Agent } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { SelectField } from '@/shared/ui/field';
import { deactivate, fetchLeftBehind, type Handover } from '../api/people';
import { agentsKey } from '../api/settings';
import { usePeopleTexts } from '../locales/use-people-texts';
import people from './people.module.css';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

const targets = ['team', 'person', 'unassigned'] as const;

/** Says what somebody leaves behind and asks where it goes. */
export function DeactivateDialog({ person, onClose }: { person: Agent; onClose: () => void }) {
  const t = usePeopleTexts().leave;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const colleagues = useAgents().filter((agent) => agent.active && agent.converses && agent.id !== person.id);
  const left = useQuery({ queryKey: ['left-behind', person.id], queryFn: () => fetchLeftBehind(person.id), staleTime: 0 });
  const [plan, setPlan] = useState<Handover>({ to: 'team', personId: null, keepDrafts: true });
  const leave = useMutation({
    mutationFn: () => deactivate(person.id, { ...plan, personId: plan.to === 'person' ? (plan.personId ?? colleagues[0]?.id ?? null) : null }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: agentsKey });
      showToast(t.done(person.name));
      onClose();
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(leave.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    leave.mutate();
  };
  return (
    <Dialog title={t.title(person.name)} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit}>
        <p>{t.text}</p>
        <p className={styles.hint}>{left.data?.items.map((item) => <span key={item.kind}>{`${t.kinds[item.kind] ?? item.kind}: ${item.count}`}</span>)}</p>
        <fieldset className={styles.choices}>
          <legend>{t.to}</legend>
          {targets.map((to) => (
            <label key={to}>
              <input type="radio" name="to" checked={plan.to === to} onChange={() => setPlan({ ...plan, to })} />
              {t[to]}
            </label>
          ))}
        </fieldset>
        {plan.to === 'person' && (
          <SelectField label={t.colleague} value={plan.personId ?? colleagues[0]?.id ?? ''} onChange={(event) => setPlan({ ...plan, personId: event.target.value })}>
            {colleagues.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
          </SelectField>
        )}
        {errorOf('personId') && <p className={people.error} role="alert">{errorOf('personId')}</p>}
        <fieldset className={styles.choices}>
          <legend>{t.drafts}</legend>
          {[true, false].map((keepDrafts) => (
            <label key={String(keepDrafts)}>
              <input type="radio" name="drafts" checked={plan.keepDrafts === keepDrafts} onChange={() => setPlan({ ...plan, keepDrafts })} />
              {keepDrafts ? t.keep : t.drop}
            </label>
          ))}
        </fieldset>
        <div className={styles.buttons}>
          <Button data-autofocus="" onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="danger" disabled={leave.isPending}>{t.confirm}</Button>
        </div>
      </form>
    </Dialog>
  );
}
