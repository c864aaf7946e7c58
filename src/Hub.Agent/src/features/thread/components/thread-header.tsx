import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type RefObject, Suspense, useRef, useState } from 'react';
import { brandsKey, useAgents, useTeams } from '@/api/directory';
import type { ConversationDetail } from '@/api/types';
import { useViewers } from '@/realtime/presence';
import { mayHere, useMe } from '@/shared/hooks/use-me';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { nameIn, useVocabulary } from '@/api/vocabulary';
import { useChannelName, useCustomerName } from '@/shared/hooks/use-shared-texts';
import { keyLabel } from '@/shared/keys/key-press';
import { classNames } from '@/shared/lib/class-names';
import { formatShort } from '@/shared/lib/dates';
import { openFollowUp, openLog } from '@/shared/lib/dialogs';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Button, IconButton } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { Tag } from '@/shared/ui/tag';
import { useThreadTexts } from '../locales/use-thread-texts';
import { AssignMenu } from './assign-menu';
import { ClassifyMenu } from './classify-menu';
import { LazyThreadMore } from './lazy-letters';
import { SnoozeMenu } from './snooze-menu';
import { StatusMenu } from './status-menu';
import { TagsMenu } from './tags-menu';
import styles from './thread-header.module.css';
import type { ConversationActions } from './use-actions';

export interface ThreadFrame {
  onBack: () => void;
  recordOpen: boolean;
  onToggleRecord: () => void;
}

type Menu = 'assign' | 'snooze' | 'tags' | 'status' | 'classify';
const shownTags = 4;
const numberSign = '#';

interface Props {
  detail: ConversationDetail;
  actions: ConversationActions;
  frame: ThreadFrame;
  /** What the brand wants before it is resolved and is not there. */
  missing: string[];
  /** Grows each time somebody was stopped by it: the panel opens. */
  asked: number;
}

export function ThreadHeader({ detail, actions, frame, missing, asked }: Props) {
  const t = useThreadTexts();
  const language = useLanguage();
  const channelName = useChannelName();
  const customerName = useCustomerName();
  const may = mayHere(detail);
  const client = useQueryClient();
  const [menu, setMenu] = useState<Menu | null>(null);
  const assignAnchor = useRef<HTMLButtonElement>(null);
  const snoozeAnchor = useRef<HTMLButtonElement>(null);
  const tagsAnchor = useRef<HTMLButtonElement>(null);
  const statusAnchor = useRef<HTMLButtonElement>(null);
  const reasonAnchor = useRef<HTMLButtonElement>(null);
  const [resolving, setResolving] = useState<{ stateId: string | null } | null>(null);
  const words = useVocabulary();
  const toggle = (name: Menu) => setMenu((open) => (open === name ? null : name));
  /** What is answered late closes no other. */
  const close = (name: Menu) => () => {
    setMenu((now) => (now === name ? null : now));
    setResolving(null);
  };
  const ask = (stateId: string | null) => {
    setResolving({ stateId });
    setMenu('classify');
  };
  const resolve = (stateId: string | null = null) => {
    if (missing.length > 0) return ask(stateId);
    return void actions.resolve(stateId, undefined, () => {
      void client.invalidateQueries({ queryKey: brandsKey });
      ask(stateId);
    });
  };
  const [answered, setAnswered] = useState(asked);
  if (asked !== answered) {
    setAnswered(asked);
    setMenu('classify');
  }
  const closed = detail.status === 'resolved' || detail.status === 'spam';
  const state = words.states.find((each) => each.id === detail.stateId);
  const reason = words.reasons.find((each) => each.id === detail.reasonId);
  const result = words.results.find((each) => each.id === detail.resultId);
  const mayResolve = may('conversations.resolve');
  const mayAssign = may('conversations.assign');
  const mayWrite = may('conversations.reply');

  useShortcuts({
    'conversation.resolve': mayResolve && (() => (closed ? void actions.reopen() : resolve())),
    'conversation.status': mayResolve && (() => setMenu('status')),
    'conversation.onlyThanks': mayResolve && detail.mayBeOnlyThanks && (() => void actions.onlyThanks()),
    'conversation.spam': may('conversations.spam') && (() => void (detail.status === 'spam' ? actions.notSpam() : actions.spam())),
    'conversation.classify': may('conversations.note') && (() => setMenu('classify')),
    'conversation.snooze': mayResolve && (() => setMenu('snooze')),
    'conversation.tags': may('conversations.note') && (() => setMenu('tags')),
    'conversation.followUp': mayWrite && (() => openFollowUp(detail.id)),
    'conversation.log': mayWrite && (() => openLog(detail.id)),
    'conversation.assign': mayAssign && (() => setMenu('assign')),
    'conversation.take': mayAssign && (() => void actions.takeIt()),
  });

  return (
    <header className={styles.header}>
      <div className={styles.main}>
        <IconButton className={styles.back} icon="back" label={t.back} onClick={frame.onBack} />
        <div className={styles.title}>
          <h2>{customerName(detail.customer.name)}{detail.subject && <span className={styles.subject}>{detail.subject}</span>}</h2>
          <p className={styles.sub}>
            <ChannelMark channel={detail.channel} label={channelName(detail.channel)} />
            <span className={styles.account}>{detail.accountName}</span>
            <span>{numberSign}{detail.number}</span>
            {detail.previous && <Link href={`/inbox/resolved/${detail.previous.id}`}>{t.statusMenu.continues(detail.previous.number)}</Link>}
          </p>
        </div>
        <Viewers conversationId={detail.id} />
        <div className={styles.actions}>
          {may('conversations.note') && !closed && !detail.help && <IconButton icon="hand" label={t.help.call} shortcut={keyLabel('conversation.help')} onClick={() => void actions.callForHelp()} />}
          {mayWrite && <IconButton icon="phone" label={t.addLog} shortcut={keyLabel('conversation.log')} onClick={() => openLog(detail.id)} />}
          {mayWrite && <IconButton icon="bell" label={t.followUp} shortcut={keyLabel('conversation.followUp')} onClick={() => openFollowUp(detail.id)} />}
          <IconButton ref={snoozeAnchor} icon="clock" label={t.snooze} shortcut={keyLabel('conversation.snooze')} aria-expanded={menu === 'snooze'} onClick={() => toggle('snooze')} />
          {mayResolve && (!closed ? <Button className={styles.resolve} icon="check" title={`${t.resolve} (${keyLabel('conversation.resolve')})`} onClick={() => resolve()}>{t.resolve}</Button> : <Button className={styles.resolve} icon="reopen" title={`${t.reopen} (${keyLabel('conversation.resolve')})`} onClick={() => void actions.reopen()}>{t.reopen}</Button>)}
          <IconButton icon="record" label={t.record} shortcut={keyLabel('conversation.record')} aria-pressed={frame.recordOpen} onClick={frame.onToggleRecord} />
        </div>
      </div>
      <div className={styles.row}>
        <button ref={statusAnchor} type="button" className={classNames(styles.status, detail.status === 'open' && styles.statusOpen)} disabled={!mayResolve} aria-expanded={menu === 'status'} title={`${t.statusMenu.open} (${keyLabel('conversation.status')})`} onClick={() => toggle('status')}>
          {state ? nameIn(language, state) : t.statuses[detail.status]}
          {detail.dueAt && <span>{t.dueAt(formatShort(detail.dueAt, language))}</span>}
          <Icon name="down" size={11} />
        </button>
        <OwnerButton anchor={assignAnchor} detail={detail} disabled={!mayAssign} onClick={() => toggle('assign')} />
        {detail.status === 'spam' && may('conversations.spam') && <Button look="link" onClick={() => void actions.notSpam()}>{t.spam.unmark}</Button>}
        {mayResolve && detail.mayBeOnlyThanks && <Button look="link" title={`${t.statusMenu.onlyThanksHint} (${keyLabel('conversation.onlyThanks')})`} onClick={() => void actions.onlyThanks()}>{t.statusMenu.onlyThanks}</Button>}
        {detail.status === 'snoozed' && <Button look="link" onClick={() => void actions.wake()}>{t.wake}</Button>}
        {detail.tags.slice(0, shownTags).map((tag) => <Tag key={tag} name={tag} removeLabel={t.tagsMenu.remove(tag)} onRemove={() => void actions.tag(tag, false)} />)}
        <button ref={reasonAnchor} type="button" className={styles.addTag} aria-expanded={menu === 'classify'} title={`${t.classify.title} (${keyLabel('conversation.classify')})`} onClick={() => toggle('classify')}>
          <Icon name="list" size={13} />
          {[reason, result].filter((each) => each !== undefined).map((each) => nameIn(language, each)).join(' · ') || t.classify.button}
        </button>
        <button ref={tagsAnchor} type="button" className={styles.addTag} aria-expanded={menu === 'tags'} title={`${t.tags} (${keyLabel('conversation.tags')})`} onClick={() => toggle('tags')}>
          <Icon name="tag" size={13} />
          {detail.tags.length > shownTags ? t.tagsMenu.more(detail.tags.length - shownTags) : t.tags}
        </button>
        {may('conversations.export') && <Suspense fallback={null}><LazyThreadMore detail={detail} /></Suspense>}
      </div>
      {menu === 'assign' && <AssignMenu anchor={assignAnchor} detail={detail} actions={actions} onClose={close('assign')} />}
      {menu === 'snooze' && <SnoozeMenu anchor={snoozeAnchor} onSnooze={(until) => void actions.snooze(until)} onClose={close('snooze')} />}
      {menu === 'status' && <StatusMenu anchor={statusAnchor} detail={detail} actions={actions} onResolve={resolve} onClose={() => setMenu((now) => (now === 'status' ? null : now))} />}
      {menu === 'classify' && (
        <ClassifyMenu
          anchor={reasonAnchor}
          detail={detail}
          missing={missing}
          resolving={resolving !== null}
          onSave={(values) => (resolving ? actions.resolve(resolving.stateId, values) : actions.classify(values))}
          onClose={close('classify')}
        />
      )}
      {menu === 'tags' && <TagsMenu anchor={tagsAnchor} tags={detail.tags} onToggle={(tag, on) => void actions.tag(tag, on)} onClose={close('tags')} />}
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
    <button ref={anchor} type="button" className={styles.owner} disabled={disabled} title={`${t.assign} (${keyLabel('conversation.assign')})`} onClick={onClick}>
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
