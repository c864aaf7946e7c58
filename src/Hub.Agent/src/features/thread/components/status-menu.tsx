import { type RefObject, useState } from 'react';
import type { ConversationDetail, ConversationStatus } from '@/api/types';
import { nameIn, useVocabulary } from '@/api/vocabulary';
import { useLanguage } from '@/shared/lib/language';
import { useMay } from '@/shared/hooks/use-me';
import { Icon } from '@/shared/ui/icon';
import { Picker, type PickerOption } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import { BlockMenu } from './block-menu';
import { DueMenu } from './snooze-menu';
import type { ConversationActions } from './use-actions';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  detail: ConversationDetail;
  actions: ConversationActions;
  onResolve: (stateId: string | null) => void;
  onClose: () => void;
}

type Settable = Exclude<ConversationStatus, 'spam'>;
const settable: Settable[] = ['open', 'waitingForCustomer', 'waitingForOthers', 'snoozed', 'resolved'];

/** Every status with the firm's own states inside it; waiting for others and snoozing ask for a date next. */
export function StatusMenu({ anchor, detail, actions, onResolve, onClose }: Props) {
  const t = useThreadTexts();
  const language = useLanguage();
  const words = useVocabulary();
  const [dated, setDated] = useState<{ status: Settable; stateId: string | null } | null>(null);
  const states = (status: Settable) => words.states.filter((state) => state.status === status && state.active);
  const options: PickerOption[] = settable.flatMap((status) => [
    { id: `${status}:`, label: t.statuses[status], checked: detail.status === status && detail.stateId === null },
    ...states(status).map((state) => ({ id: `${status}:${state.id}`, label: nameIn(language, state), hint: t.statuses[status], checked: detail.stateId === state.id })),
  ]);
  const may = useMay();
  const [blocking, setBlocking] = useState(false);
  if (may('conversations.spam') && detail.status !== 'spam') {
    options.push({ id: 'spam', label: t.spam.mark, lead: <Icon name="alert" />, hint: t.spam.markHint }, { id: 'block', label: t.spam.block, lead: <Icon name="close" /> });
  }
  const pick = (id: string) => {
    if (id === 'block') return setBlocking(true);
    if (id === 'spam') {
      onClose();
      return void actions.spam();
    }
    const [status, state] = id.split(':') as [Settable, string];
    const stateId = state || null;
    if (status === 'waitingForOthers' || status === 'snoozed') return setDated({ status, stateId });
    onClose();
    if (status === 'resolved') onResolve(stateId);
    else void actions.setStatus({ status, stateId });
    return undefined;
  };
  if (blocking) return <BlockMenu anchor={anchor} onBlock={(block) => void actions.spam(block)} onClose={onClose} />;
  if (dated) {
    return (
      <DueMenu
        key="due"
        anchor={anchor}
        label={t.statusMenu.dueFind}
        withoutDate={dated.status === 'waitingForOthers' ? t.statusMenu.noDate : null}
        onChoose={(until) => void actions.setStatus({ ...dated, ...(until ? { dueAt: until.toISOString() } : {}) })}
        onClose={onClose}
      />
    );
  }
  return (
    <Popover anchor={anchor} label={t.statusMenu.open} onClose={onClose} width={300}>
      <Picker placeholder={t.statusMenu.find} empty={t.statusMenu.empty} options={options} onPick={pick} />
    </Popover>
  );
}
