import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAgents, useTeams } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Agent } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { fetchRoles, rolesKey } from '../api/people';
import { addTeam, teamsKey } from '../api/settings';
import { usePeopleTexts } from '../locales/use-people-texts';
import { PersonDialog } from './person-dialog';
import { PersonItem } from './person-item';
import styles from './settings.module.css';

export function PeopleSection() {
  const t = usePeopleTexts().people;
  const agents = useAgents();
  const roles = useQuery({ queryKey: rolesKey, queryFn: fetchRoles }).data?.items ?? [];
  const [edited, setEdited] = useState<Agent | 'new' | null>(null);
  const sorted = [...agents.filter((agent) => agent.active), ...agents.filter((agent) => !agent.active)];
  return (
    <section className={styles.section}>
      <div className={styles.buttons}><Button icon="plus" look="primary" onClick={() => setEdited('new')}>{t.add}</Button></div>
      {edited && <PersonDialog person={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      <ul className={styles.items}>{sorted.map((agent) => <PersonItem key={agent.id} agent={agent} roles={roles} onEdit={() => setEdited(agent)} />)}</ul>
      <Teams />
    </section>
  );
}

function Teams() {
  const t = usePeopleTexts().people;
  const errorText = useErrorText();
  const client = useQueryClient();
  const teams = useTeams();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => addTeam(name.trim()),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: teamsKey });
    },
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) add.mutate();
  };
  return (
    <>
      <h3>{t.allTeams}</h3>
      <p className={styles.hint}>{teams.map((team) => team.name).join(' · ')}</p>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t.teamName} value={name} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" disabled={!name.trim() || add.isPending}>{t.addTeam}</Button>
      </form>
    </>
  );
}
