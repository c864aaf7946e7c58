import { type RefObject, useRef, useState } from 'react';
import { useAgents, useTeams } from '@/api/directory';
import type { ConversationDetail } from '@/api/types';
import { useViewers } from '@/realtime/presence';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { useChannelName, useCustomerName } from '@/shared/hooks/use-shared-texts';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Button, IconButton } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { Tag } from '@/shared/ui/tag';
import { useThreadTexts } from '../locales/use-thread-texts';
import { AssignMenu } from './assign-menu';
import { SnoozeMenu } from './snooze-menu';
import { TagsMenu } from './tags-menu';
import styles from './thread-header.module.css';
import type { ConversationActions } from './use-actions';

export interface ThreadFrame {
  onBack: () => void;
  recordOpen: boolean;
  onToggleRecord: () => void;
}

type Menu = 'assign' | 'snooze' | 'tags';
const shownTags = 4;
const numberSign = '#';

export function ThreadHeader({ detail, actions, frame }: { detail: ConversationDetail; actions: ConversationActions; frame: ThreadFrame }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const channelName = useChannelName();
  const customerName = useCustomerName();
  const may = useMay();
  const [menu, setMenu] = useState<Menu | null>(null);
  const assignAnchor = useRef<HTMLButtonElement>(null);
  const snoozeAnchor = useRef<HTMLButtonElement>(null);
  const tagsAnchor = useRef<HTMLButtonElement>(null);
  const toggle = (name: Menu) => setMenu((open) => (open === name ? null : name));
  const close = () => setMenu(null);
  const open = detail.status === 'open';
  const mayResolve = may('conversations.resolve');
  const mayAssign = may('conversations.assign');

  useShortcuts({
    KeyE: () => mayResolve && void (open ? actions.resolve() : actions.reopen()),
    KeyS: () => setMenu('snooze'),
    KeyT: () => setMenu('tags'),
    KeyA: () => mayAssign && setMenu('assign'),
    'Shift+KeyA': () => mayAssign && void actions.takeIt(),
  });

  return (
    <header className={styles.header}>
      <div className={styles.main}>
        <IconButton className={styles.back} icon="back" label={t.back} onClick={frame.onBack} />
        <div className={styles.title}>
          <h2>{customerName(detail.customer.name)}</h2>
          <p className={styles.sub}>
            <ChannelMark channel={detail.channel} label={channelName(detail.channel)} />
            <span className={styles.account}>{detail.accountName}</span>
            <span>{numberSign}{detail.number}</span>
          </p>
        </div>
        <Viewers conversationId={detail.id} />
        <div className={styles.actions}>
          <OwnerButton anchor={assignAnchor} detail={detail} disabled={!mayAssign} onClick={() => toggle('assign')} />
          <IconButton ref={snoozeAnchor} icon="clock" label={t.snooze} shortcut="S" aria-expanded={menu === 'snooze'} onClick={() => toggle('snooze')} />
          {mayResolve && (open ? <Button className={styles.resolve} icon="check" title={`${t.resolve} (E)`} onClick={() => void actions.resolve()}>{t.resolve}</Button> : <Button className={styles.resolve} icon="reopen" title={`${t.reopen} (E)`} onClick={() => void actions.reopen()}>{t.reopen}</Button>)}
          <IconButton icon="record" label={t.record} shortcut="]" aria-pressed={frame.recordOpen} onClick={frame.onToggleRecord} />
        </div>
      </div>
      <div className={styles.row}>
        {!open && <span className={styles.status}>{detail.snoozedUntil ? t.snoozedUntil(formatShort(detail.snoozedUntil, language)) : t.statuses[detail.status]}</span>}
        {detail.status === 'snoozed' && <Button look="link" onClick={() => void actions.wake()}>{t.wake}</Button>}
        {detail.tags.slice(0, shownTags).map((tag) => <Tag key={tag} name={tag} removeLabel={t.tagsMenu.remove(tag)} onRemove={() => void actions.setTags(detail.tags.filter((each) => each !== tag))} />)}
        <button ref={tagsAnchor} type="button" className={styles.addTag} aria-expanded={menu === 'tags'} title={`${t.tags} (T)`} onClick={() => toggle('tags')}>
          <Icon name="tag" size={13} />
          {detail.tags.length > shownTags ? t.tagsMenu.more(detail.tags.length - shownTags) : t.tags}
        </button>
      </div>
      {menu === 'assign' && <AssignMenu anchor={assignAnchor} detail={detail} actions={actions} onClose={close} />}
      {menu === 'snooze' && <SnoozeMenu anchor={snoozeAnchor} onSnooze={(until) => void actions.snooze(until)} onClose={close} />}
      {menu === 'tags' && <TagsMenu anchor={tagsAnchor} tags={detail.tags} onChange={(tags) => void actions.setTags(tags)} onClose={close} />}
    </header>
  );
}

function OwnerButton({ anchor, detail, disabled, onClick }: { anchor: RefObject<HTMLButtonElement | null>; detail: ConversationDetail; disabled: boolean; onClick: () => void }) {
  const t = useThreadTexts();
  const me = useMe();
  const owner = useAgents().find((agent) => agent.id === detail.ownerId);
  const team = useTeams().find((each) => each.id === detail.teamId);
  const name = detail.ownerId === me.id ? t.owner.me : (owner?.name ?? t.owner.none);
  return (
    <button ref={anchor} type="button" className={styles.owner} disabled={disabled} title={`${t.assign} (A)`} onClick={onClick}>
      {owner ? <Avatar name={owner.name} size="s" /> : <span className={styles.nobody}><Icon name="person" size={14} /></span>}
      <span className={styles.ownerNames}>
        <span>{name}</span>
        {team && <span className={styles.team}>{team.name}</span>}
      </span>
    </button>
  );
}

function Viewers({ conversationId }: { conversationId: string }) {
  const t = useThreadTexts();
  const me = useMe().id;
  const others = useViewers(conversationId).filter((viewer) => viewer.id !== me);
  if (others.length === 0) return null;
  return (
    <span className={styles.viewers} role="img" aria-label={t.viewing(others.map((viewer) => viewer.name).join(', '))}>
      {others.slice(0, 3).map((viewer) => <Avatar key={viewer.id} name={viewer.name} size="s" title={viewer.typing ? t.colleagueTyping(viewer.name) : t.viewing(viewer.name)} />)}
    </span>
  );
}
