import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTeams } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { AccessLink, Agent } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { addPerson, changePerson, createLink, fetchRoles, type PersonInput, rolesKey } from '../api/people';
import { agentsKey } from '../api/settings';
import { usePeopleTexts, useRoleName } from '../locales/use-people-texts';
import { GrantPicks } from './grant-picks';
import { LinkBox } from './link-box';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

/** Invites somebody new, or changes somebody: name, roles, teams. */
export function PersonDialog({ person, onClose }: { person: Agent | null; onClose: () => void }) {
  const texts = usePeopleTexts();
  const t = texts.people;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const roleName = useRoleName();
  const client = useQueryClient();
  const me = useMe();
  const teams = useTeams();
  const roles = useQuery({ queryKey: rolesKey, queryFn: fetchRoles }).data?.items ?? [];
  const [email, setEmail] = useState('');
  const [input, setInput] = useState<PersonInput>({ name: person?.name ?? '', role: person ? person.role : 'agent', grants: person?.grants ?? [], teamIds: person?.teamIds ?? [], workName: person?.workName ?? '' });
  const change = (part: Partial<PersonInput>) => setInput((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: async (): Promise<AccessLink | null> => {
      if (person) return changePerson(person.id, { ...input, active: person.active }).then(() => null);
      return createLink((await addPerson({ ...input, email: email.trim() })).id);
    },
    onSuccess: async (link) => {
      await Promise.all([client.invalidateQueries({ queryKey: agentsKey }), client.invalidateQueries({ queryKey: rolesKey })]);
      if (!link) onClose();
    },
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(save.error);
  const own = person?.id === me.id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  if (save.data) return <Dialog title={t.link['invite'] ?? t.add} closeLabel={shared.close} onClose={onClose}><LinkBox name={input.name} link={save.data} onMail={null} /></Dialog>;
  return (
    <Dialog wide title={person ? t.editTitle(person.name) : t.add} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit} noValidate>
        <Field label={texts.name} data-autofocus="" value={input.name} onChange={(event) => change({ name: event.target.value })} error={errorOf('name')} />
        {!person && <Field label={texts.email} type="email" value={email} onChange={(event) => setEmail(event.target.value)} error={errorOf('email')} />}
        <Field label={t.workName} value={input.workName ?? ''} onChange={(event) => change({ workName: event.target.value })} error={errorOf('workName')} />
        {!own && (
          <>
            <SelectField label={t.role} value={input.role ?? ''} onChange={(event) => change({ role: event.target.value || null })}>
              {roles.map((role) => <option key={role.key} value={role.key}>{roleName(role)}</option>)}
              <option value="">{t.noRole}</option>
            </SelectField>
            <GrantPicks grants={input.grants} roles={roles} error={errorOf('grants') ?? errorOf('role')} onChange={(grants) => change({ grants })} />
          </>
        )}
        <fieldset className={styles.choices}>
          <legend>{t.teams}</legend>
          {teams.map((team) => (
            <label key={team.id}>
              <input type="checkbox" checked={input.teamIds.includes(team.id)} onChange={(event) => change({ teamIds: event.target.checked ? [...input.teamIds, team.id] : input.teamIds.filter((id) => id !== team.id) })} />
              {team.name}
            </label>
          ))}
        </fieldset>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{person ? texts.save : t.invite}</Button>
        </div>
      </form>
    </Dialog>
  );
}
