import type { RefObject } from 'react';
import { useAgents, useKnownTags, useTeams } from '@/api/directory';
import type { ConversationRow, ConversationStatus } from '@/api/types';
import { nameIn, useVocabulary } from '@/api/vocabulary';
import { useMe } from '@/shared/hooks/use-me';
import { formatFull, formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { type SnoozePreset, snoozeUntil } from '@/shared/lib/snooze-presets';
import { Avatar } from '@/shared/ui/avatar';
import { Icon } from '@/shared/ui/icon';
import { Picker, type PickerOption } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { assignMany, setStatusOfMany, tagMany } from '../api/bulk';
import { useBulkTexts } from '../locales/use-bulk-texts';
import { tagCounts } from './tag-counts';
import type { Bulk } from './use-bulk';

export type Menu = 'assign' | 'status' | 'snooze' | 'tags';

interface Props {
  menu: Menu;
  anchor: RefObject<HTMLElement | null>;
  bulk: Bulk;
  rows: readonly ConversationRow[];
  onClose: () => void;
}

const presets: SnoozePreset[] = ['hour', 'later', 'tomorrow', 'nextWeek'];
const settable: Exclude<ConversationStatus, 'spam' | 'snoozed'>[] = ['open', 'waitingForCustomer', 'waitingForOthers', 'resolved'];

export function BulkMenu({ menu, anchor, bulk, rows, onClose }: Props) {
  const t = useBulkTexts();
  const choices = useChoices(menu, rows);
  const language = useLanguage();
  const { done } = t;
  const nameOf = (id: string) => choices.find((choice) => choice.id === id)?.label ?? '';
  const pick = (id: string) => {
    onClose();
    const [kind = '', value = ''] = id.split(/:(.*)/);
    if (menu === 'assign') {
      const to = { ownerId: kind === 'agent' ? value : null, teamId: kind === 'team' ? value : null };
      void bulk.run((ids) => assignMany(ids, to), (count) => (kind === 'nobody' ? done.unassigned(count) : done.assigned(count, nameOf(id))));
    } else if (menu === 'status') {
      void bulk.run((ids) => setStatusOfMany(ids, { status: kind as ConversationStatus, stateId: value || null }), (count) => done.status(count, nameOf(id)));
    } else if (menu === 'snooze') {
      const until = snoozeUntil(id as SnoozePreset, new Date());
      void bulk.run((ids) => setStatusOfMany(ids, { status: 'snoozed', dueAt: until.toISOString() }), (count) => done.snoozed(count, formatShort(until.toISOString(), language)));
    } else {
      void bulk.run((ids) => tagMany(ids, kind === 'remove' ? { remove: [value] } : { add: [value] }), (count) => (kind === 'remove' ? done.untagged(count, value) : done.tagged(count, value)));
    }
  };
  const label = { assign: t.assign, status: t.status, snooze: t.snooze, tags: t.tags }[menu];
  return (
    <Popover anchor={anchor} label={label} onClose={onClose}>
      <Picker options={choices} placeholder={label} empty={t.empty} onPick={pick} {...(menu === 'tags' ? { create: { label: t.newTag, onCreate: (tag: string) => pick(`add:${tag}`) } } : {})} />
    </Popover>
  );
}

function useChoices(menu: Menu, rows: readonly ConversationRow[]): PickerOption[] {
  const t = useBulkTexts();
  const me = useMe();
  const language = useLanguage();
  const agents = useAgents();
  const teams = useTeams();
  const words = useVocabulary();
  const known = useKnownTags();
  switch (menu) {
    case 'assign':
      return [
        { id: `agent:${me.id}`, label: me.name, hint: t.yourself, lead: <Avatar name={me.name} size="s" /> },
        { id: 'nobody', label: t.nobody, lead: <Icon name="close" /> },
        ...agents.filter((agent) => agent.active && agent.converses && agent.id !== me.id).map((agent) => ({ id: `agent:${agent.id}`, label: agent.name, group: t.people, lead: <Avatar name={agent.name} size="s" /> })),
        ...teams.map((team) => ({ id: `team:${team.id}`, label: team.name, group: t.teams, lead: <Icon name="people" /> })),
      ];
    case 'status':
      return settable.flatMap((status) => [
        { id: `${status}:`, label: t.statuses[status] },
        ...words.states.filter((state) => state.status === status && state.active).map((state) => ({ id: `${status}:${state.id}`, label: nameIn(language, state), hint: t.statuses[status] })),
      ]);
    case 'snooze':
      return presets.map((preset) => ({ id: preset, label: t.presets[preset], hint: formatFull(snoozeUntil(preset, new Date()).toISOString(), language) }));
    case 'tags': {
      const counts = tagCounts(rows);
      const here = counts.map(({ tag, count }) => ({ id: `remove:${tag}`, label: tag, hint: t.removeFrom(count), group: t.remove, lead: <Icon name="close" /> }));
      const others = known.filter((tag) => counts.every((each) => each.tag !== tag || each.count < rows.length));
      return [...others.map((tag) => ({ id: `add:${tag}`, label: tag, group: t.add, lead: <Icon name="plus" /> })), ...here];
    }
  }
}
