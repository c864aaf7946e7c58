import { type RefObject, useRef, useState } from 'react';
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
  const busy = useRef(false);
  const options: PickerOption[] = [];
  if (detail.ownerId !== me.id) options.push({ id: `agent:${me.id}`, label: t.mine, lead: <Avatar name={me.name} size="s" /> });
  if (detail.ownerId !== null) options.push({ id: 'nobody', label: t.nobody, lead: <Icon name="close" /> });
  for (const agent of agents) {
    if (!agent.active || !agent.converses || (agent.id === me.id && detail.ownerId !== me.id)) continue;
    const here = present[agent.id] ?? agent.present;
    options.push({ id: `agent:${agent.id}`, label: agent.name, group: t.people, hint: here ? t.present : undefined, checked: agent.id === detail.ownerId, lead: <Avatar name={agent.name} size="s" present={here} /> });
  }
  for (const team of teams) options.push({ id: `team:${team.id}`, label: team.name, group: t.teams, checked: team.id === detail.teamId, lead: <Icon name="people" /> });

  const pick = async (option: string) => {
    if (busy.current) return;
    const [kind, id = ''] = option.split(':');
    const to = kind === 'team' ? { ownerId: null, teamId: id } : { ownerId: kind === 'agent' ? id : null, teamId: detail.teamId };
    if (!note.trim()) {
      onClose();
      void actions.assign(to);
      return;
    }

    // Refused, the note is still here.
    busy.current = true;
    if (await actions.assign({ ...to, note: note.trim() })) onClose();
    busy.current = false;
  };
  return (
    <Popover anchor={anchor} label={t.find} onClose={onClose} width={320}>
      <Picker options={options} placeholder={t.find} empty={t.empty} onPick={(option) => void pick(option)} chord>
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
