import { useMemo } from 'react';
import { useAgents } from '@/api/directory';
import type { Message } from '@/api/types';
import { connectionState } from '@/realtime/connection-state';
import { useMe } from '@/shared/hooks/use-me';
import { useNow } from '@/shared/hooks/use-now';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatAgo } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { useStore } from '@/shared/lib/store';
import { Icon } from '@/shared/ui/icon';
import { AskedCard, QuestionCard } from '@/shared/ui/question-card';
import { type Change, changesSince } from '../model/changed-since';
import { setAnswers, wordsOf } from '../model/composed';
import { editLetter, returnToDraft } from '../model/drafts';
import { confirmAsked, insist, type Pending, sendAgain, withdraw } from '../model/outbox';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

/** A message that the server has not confirmed yet. */
export function PendingView({ pending, messages }: { pending: Pending; messages: readonly Message[] }) {
  const t = useThreadTexts();
  const errorText = useErrorText();
  const live = useStore(connectionState, (state) => state === 'live' || state === 'polling');
  // Goes out by itself as soon as the connection is back.
  const waits = !live && pending.state === 'failed' && (pending.code === 'network' || pending.code === 'interrupted');
  const edit = () => {
    const back = withdraw(pending.id);
    if (!back) return;
    returnToDraft(back.conversationId, back.kind, back.text, back.files);
    if (back.letter) editLetter(back.conversationId, back.letter);
    if (back.composed?.quickReplies) setAnswers(back.conversationId, back.composed.quickReplies);
    document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
  };
  return (
    <div className={classNames(styles.message, styles.own, styles.starts, (waits || pending.state === 'sending') && styles.waiting, !waits && pending.state === 'failed' && styles.failed)} data-pending={pending.id}>
      <div className={styles.column}>
        <div className={styles.line}>
          <div className={styles.bubble}>
            <p className={styles.text}>{pending.text || (pending.composed ? wordsOf(pending.composed) : '')}</p>
            {pending.files.map((file) => <p key={file.id} className={styles.special}><Icon name={file.kind} />{file.fileName}</p>)}
          </div>
          {(waits || pending.state === 'sending') && <span className={styles.meta}>{live ? t.pendingSending : t.pendingOffline}</span>}
        </div>
        {pending.state === 'failed' && !waits && (
          <div className={styles.problem} role="alert">
            <Icon name="alert" size={14} />
            <span>{t.pendingFailed}</span>
            <span>{errorText(pending.code)}</span>
            <button type="button" onClick={() => sendAgain(pending.id)}>{t.problem.retry}</button>
            <button type="button" onClick={edit}>{t.discard}</button>
          </div>
        )}
        {pending.state === 'changed' && <ChangedCard pending={pending} messages={messages} onEdit={edit} />}
        {pending.state === 'asked' && <AskedCard questions={pending.questions} onBack={edit} onSend={() => confirmAsked(pending.id)} />}
      </div>
    </div>
  );
}

function ChangedCard({ pending, messages, onEdit }: { pending: Pending; messages: readonly Message[]; onEdit: () => void }) {
  const t = useThreadTexts();
  const me = useMe().id;
  const agents = useAgents();
  const language = useLanguage();
  const now = useNow(1000);
  const changes = useMemo(() => (pending.looked ? changesSince(pending.looked, pending.current, messages, me) : []), [pending, messages, me]);
  const say = (change: Change): string => {
    if (change.kind === 'other') return t.changedOther;
    if (change.kind === 'answer') return t.changedAnswer(change.message.sender.name ?? t.bot, formatAgo(change.message.at, now, language), change.message.content.type === 'text' || change.message.content.type === 'email' ? change.message.content.body.slice(0, 80) : '…');
    const owner = agents.find((agent) => agent.id === change.ownerId);
    return owner ? t.changedOwner(owner.name) : t.changedNoOwner;
  };
  return (
    <QuestionCard onBack={onEdit} onSend={() => insist(pending.id)}>
      {changes.map((change) => <p key={change.kind}>{say(change)}</p>)}
    </QuestionCard>
  );
}
