import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAgents, useTeams } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Agent } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { addTeam, agentsKey, changeAgent, teamsKey } from '../api/settings';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { AddPerson } from './add-person';
import styles from './settings.module.css';

export function PeopleSection() {
  const t = useSettingsTexts().people;
  const agents = useAgents();
  const [adding, setAdding] = useState(false);
  return (
    <section className={styles.section}>
      <div className={styles.buttons}><Button icon="plus" onClick={() => setAdding(true)}>{t.add}</Button></div>
      {adding && <AddPerson onClose={() => setAdding(false)} />}
      <ul className={styles.items}>{agents.map((agent) => <Person key={agent.id} agent={agent} />)}</ul>
      <Teams />
    </section>
  );
}

function Person({ agent }: { agent: Agent }) {
  const t = useSettingsTexts().people;
  const me = useMe().id;
  const teams = useTeams();
  const errorText = useErrorText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => changeAgent({ ...agent, active: !agent.active }),
    onSuccess: () => client.invalidateQueries({ queryKey: agentsKey }),
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  const names = teams.filter((team) => agent.teamIds.includes(team.id)).map((team) => team.name);
  return (
    <li className={styles.item}>
      <Avatar name={agent.name} present={agent.present} />
      <div className={styles.grow}>
        <strong>{agent.name}</strong>
        <p className={styles.hint}>{[agent.email, agent.role ? t.roles[agent.role] : t.severalRoles, names.join(', '), !agent.active && t.inactive].filter(Boolean).join(' · ')}</p>
      </div>
      {agent.id !== me && <Button look={agent.active ? 'danger' : 'plain'} disabled={change.isPending} onClick={() => change.mutate()}>{agent.active ? t.deactivate : t.activate}</Button>}
    </li>
  );
}

function Teams() {
  const t = useSettingsTexts().people;
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
      <h2>{t.teams}</h2>
      <p className={styles.hint}>{teams.map((team) => team.name).join(' · ')}</p>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t.teamName} value={name} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" disabled={!name.trim() || add.isPending}>{t.addTeam}</Button>
      </form>
    </>
  );
}
