import { type RefObject, useState } from 'react';
import { useAgents, useTeams } from '@/api/directory';
import type { ConversationDetail } from '@/api/types';
import { usePresentAgents } from '@/realtime/presence';
import { mayHere, useMe } from '@/shared/hooks/use-me';
import { Avatar } from '@/shared/ui/avatar';
import { Icon } from '@/shared/ui/icon';
import { Picker, type PickerOption } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './menus.module.css';
import type { ConversationActions } from './use-actions';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  detail: ConversationDetail;
  actions: ConversationActions;
  onClose: () => void;
}

/** The first entry is oneself: `a`, Enter takes the conversation. With a note it is handed over: Tab leads to it, Ctrl+Enter does both. */
export function AssignMenu({ anchor, detail, actions, onClose }: Props) {
  const t = useThreadTexts().owner;
  const me = useMe();
  const agents = useAgents();
  const teams = useTeams();
  const present = usePresentAgents();
  const [note, setNote] = useState('');
  const options: PickerOption[] = [];
  if (detail.ownerId !== me.id) options.push({ id: `agent:${me.id}`, label: t.mine, lead: <Avatar name={me.name} size="s" /> });
  if (detail.ownerId !== null) options.push({ id: 'nobody', label: t.nobody, lead: <Icon name="close" /> });
  for (const agent of agents) {
    if (!agent.active || !agent.converses || (agent.id === me.id && detail.ownerId !== me.id)) continue;
    const here = present[agent.id] ?? agent.present;
    options.push({ id: `agent:${agent.id}`, label: agent.name, group: t.people, hint: here ? t.present : undefined, checked: agent.id === detail.ownerId, lead: <Avatar name={agent.name} size="s" present={here} /> });
  }
  for (const team of teams) options.push({ id: `team:${team.id}`, label: team.name, group: t.teams, checked: team.id === detail.teamId, lead: <Icon name="people" /> });

  const pick = (option: string) => {
    onClose();
    const [kind, id = ''] = option.split(':');
    const said = note.trim() ? { note: note.trim() } : {};
    if (kind === 'nobody') void actions.assign({ ownerId: null, teamId: detail.teamId, ...said });
    else if (kind === 'agent') void actions.assign({ ownerId: id, teamId: detail.teamId, ...said });
    else void actions.assign({ ownerId: null, teamId: id, ...said });
  };
  return (
    <Popover anchor={anchor} label={t.find} onClose={onClose} width={320}>
      <Picker options={options} placeholder={t.find} empty={t.empty} onPick={pick} chord>
        {mayHere(detail)('conversations.note') && (
          <label className={styles.note}>
            <span>{t.note}</span>
            <textarea rows={2} maxLength={20_000} value={note} onChange={(event) => setNote(event.target.value)} />
            <small>{t.noteHint}</small>
          </label>
        )}
      </Picker>
    </Popover>
  );
}
