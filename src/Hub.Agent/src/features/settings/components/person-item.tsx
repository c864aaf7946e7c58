import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useBrands, useTeams } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Agent, Grant, RoleView } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { showToast } from '@/shared/lib/toasts';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { changePerson, createLink, removeSecondStep } from '../api/people';
import { agentsKey } from '../api/settings';
import { usePeopleTexts, useRoleName } from '../locales/use-people-texts';
import { DeactivateDialog } from './deactivate-dialog';
import { LinkBox } from './link-box';
import people from './people.module.css';
import styles from './settings.module.css';

interface Props {
  agent: Agent;
  roles: RoleView[];
  onEdit: () => void;
}

export function PersonItem({ agent, roles, onEdit }: Props) {
  const t = usePeopleTexts().people;
  const shared = useSharedTexts();
  const me = useMe().id;
  const teams = useTeams();
  const brands = useBrands();
  const roleName = useRoleName();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: agentsKey });
  const onError = (error: unknown) => showToast(errorText(errorCode(error)), { bad: true });
  const activate = useMutation({ mutationFn: () => changePerson(agent.id, { ...agent, active: true }), onSuccess: refresh, onError });
  const link = useMutation({ mutationFn: (mail: boolean) => createLink(agent.id, mail), onError });
  const unstep = useMutation({
    mutationFn: () => removeSecondStep(agent.id),
    onSuccess: () => {
      showToast(t.removedSecondStep);
      return refresh();
    },
    onError,
  });
  const nameOf = (key: string | null) => {
    const role = roles.find((each) => each.key === key);
    return role ? roleName(role) : null;
  };
  const place = (grant: Grant) => [teams.find((team) => team.id === grant.teamId)?.name, brands.find((brand) => brand.id === grant.brandId)?.name].filter(Boolean).join(' / ');
  const facts = [
    agent.workName && t.workNameIs(agent.workName),
    agent.email,
    nameOf(agent.role),
    ...agent.grants.map((grant) => `${nameOf(grant.role) ?? grant.role} (${place(grant)})`),
    teams.filter((team) => agent.teamIds.includes(team.id)).map((team) => team.name).join(', '),
    agent.secondStep && t.withSecondStep,
    agent.invited && t.invited,
    !agent.active && t.inactive,
    agent.id === me && t.you,
  ].filter(Boolean);
  return (
    <li className={classNames(styles.item, people.person)}>
      <Avatar name={agent.name} present={agent.present} />
      <div className={styles.grow}>
        <strong>{agent.name}</strong>
        <p className={styles.hint}>{facts.join(' · ')}</p>
      </div>
      <div className={people.actions}>
        {agent.active && <Button onClick={onEdit}>{t.edit}</Button>}
        {agent.active && agent.id !== me && <Button disabled={link.isPending} onClick={() => link.mutate(false)}>{t.link[agent.invited ? 'invite' : 'reset']}</Button>}
        {agent.secondStep && agent.id !== me && <Button disabled={unstep.isPending} onClick={() => unstep.mutate()}>{t.removeSecondStep}</Button>}
        {agent.id !== me && (agent.active ? <Button look="danger" onClick={() => setLeaving(true)}>{t.deactivate}</Button> : <Button disabled={activate.isPending} onClick={() => activate.mutate()}>{t.activate}</Button>)}
      </div>
      {leaving && <DeactivateDialog person={agent} onClose={() => setLeaving(false)} />}
      {link.data && <Dialog title={t.link[link.data.kind] ?? agent.name} closeLabel={shared.close} onClose={() => link.reset()}><LinkBox name={agent.name} link={link.data} onMail={link.data.canMail && link.data.mailed === null && !link.isPending ? () => link.mutate(true) : null} /></Dialog>}
    </li>
  );
}
