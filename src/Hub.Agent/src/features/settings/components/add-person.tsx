import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTeams } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Role } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { addAgent, agentsKey, type NewAgent } from '../api/settings';
import { useSettingsTexts } from '../locales/use-settings-texts';
import styles from './settings.module.css';

const roles: Role[] = ['agent', 'trainee', 'outsourced', 'supervisor', 'auditor', 'admin'];
const shortestPassword = 12;
const nobody: NewAgent = { name: '', email: '', role: 'agent', teamIds: [], password: '' };

export function AddPerson({ onClose }: { onClose: () => void }) {
  const t = useSettingsTexts().people;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const teams = useTeams();
  const [person, setPerson] = useState(nobody);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<NewAgent>) => setPerson((now) => ({ ...now, ...part }));
  const add = useMutation({
    mutationFn: () => addAgent(person),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: agentsKey });
      onClose();
    },
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  const missing = (text: string) => (tried && !text.trim() ? t.missing : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (person.name.trim() && person.email.trim() && person.password.length >= shortestPassword) add.mutate();
  };
  return (
    <Dialog title={t.add} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit} noValidate>
        <Field label={t.name} data-autofocus="" value={person.name} onChange={(event) => change({ name: event.target.value })} error={missing(person.name)} />
        <Field label={t.email} type="email" value={person.email} onChange={(event) => change({ email: event.target.value })} error={missing(person.email)} />
        <SelectField label={t.role} value={person.role} onChange={(event) => change({ role: event.target.value as Role })}>
          {roles.map((role) => <option key={role} value={role}>{t.roles[role]}</option>)}
        </SelectField>
        <fieldset className={styles.choices}>
          <legend>{t.teams}</legend>
          {teams.map((team) => (
            <label key={team.id}>
              <input type="checkbox" checked={person.teamIds.includes(team.id)} onChange={(event) => change({ teamIds: event.target.checked ? [...person.teamIds, team.id] : person.teamIds.filter((id) => id !== team.id) })} />
              {team.name}
            </label>
          ))}
        </fieldset>
        <Field label={t.password} type="password" autoComplete="new-password" value={person.password} onChange={(event) => change({ password: event.target.value })} error={tried && person.password.length < shortestPassword ? t.short : null} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={add.isPending}>{t.create}</Button>
        </div>
      </form>
    </Dialog>
  );
}
