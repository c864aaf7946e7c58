import { useEffect, useRef } from 'react';
import { useAgents } from '@/api/directory';
import type { ConversationDetail } from '@/api/types';
import { mayHere, useMe } from '@/shared/hooks/use-me';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { keyLabel } from '@/shared/keys/key-press';
import { formatTime } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './help-strip.module.css';
import type { ConversationActions } from './use-actions';

/** Long enough to tell who comes from who only walks through the list. */
const stays = 2000;

/** Says that a colleague asks for help here, and lets them call it off and a supervisor take it. Whoever opens the conversation because of it has taken it. */
export function HelpStrip({ detail, actions }: { detail: ConversationDetail; actions: ConversationActions }) {
  const t = useThreadTexts().help;
  const language = useLanguage();
  const me = useMe().id;
  const caller = useAgents().find((agent) => agent.id === detail.help?.byId)?.name ?? '';
  const may = mayHere(detail);
  const own = detail.help?.byId === me;
  const comes = detail.help !== null && !own && may('conversations.help');
  const closed = detail.status === 'resolved' || detail.status === 'spam';
  // A call that arrives while the thread is open is taken by hand: nobody may be sitting in front of it.
  const calledBefore = useRef(detail.help !== null);
  const take = useRef(actions.takeHelp);
  useEffect(() => {
    take.current = actions.takeHelp;
  });
  useEffect(() => {
    if (!comes || !calledBefore.current) return undefined;
    const timer = setTimeout(() => document.visibilityState === 'visible' && void take.current(), stays);
    return () => clearTimeout(timer);
  }, [comes]);
  const does = comes ? actions.takeHelp : own ? actions.withdrawHelp : !detail.help && !closed && may('conversations.note') && actions.callForHelp;
  useShortcuts({ 'conversation.help': does && (() => void does()) });
  if (!detail.help) return null;
  const since = formatTime(detail.help.at, language);
  return (
    <aside className={styles.strip} role="status">
      <Icon name="hand" size={16} />
      <p>{own ? t.own(since) : t.of(caller, since)}</p>
      {own && <Button title={`${t.withdraw} (${keyLabel('conversation.help')})`} onClick={() => void actions.withdrawHelp()}>{t.withdraw}</Button>}
      {comes && <Button look="primary" title={`${t.take} (${keyLabel('conversation.help')})`} onClick={() => void actions.takeHelp()}>{t.take}</Button>}
    </aside>
  );
}
