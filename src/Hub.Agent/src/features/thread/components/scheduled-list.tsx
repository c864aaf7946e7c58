import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { ConversationDetail, Message } from '@/api/types';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { formatMoment } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Icon } from '@/shared/ui/icon';
import { cancelScheduled, type ScheduledReply, sendScheduledNow, useScheduled } from '../api/scheduled';
import { returnToDraft } from '../model/drafts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';

/** Replies that wait for their time, above the composer. */
export function ScheduledList({ detail, messages }: { detail: ConversationDetail; messages: readonly Message[] }) {
  const t = useThreadTexts().scheduled;
  // Each change leaves a line in the thread, so the last one names the state of the list.
  const changed = messages.findLast((message) => message.content.type === 'activity' && message.content.activity.startsWith('schedule'))?.number ?? 0;
  const { data } = useScheduled(detail.id, `${detail.scheduled}/${changed}`, detail.scheduled > 0);
  if (detail.scheduled === 0 || !data || data.length === 0) return null;
  return (
    <ul className={styles.scheduled} aria-label={t.title}>
      {data.map((reply) => <ScheduledRow key={reply.id} conversationId={detail.id} reply={reply} />)}
    </ul>
  );
}

function ScheduledRow({ conversationId, reply }: { conversationId: string; reply: ScheduledReply }) {
  const t = useThreadTexts().scheduled;
  const language = useLanguage();
  const errorText = useErrorText();
  const may = useMay();
  const me = useMe().id;
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
      setBusy(false);
    }
  };
  const take = async () => {
    const { text, letter } = await cancelScheduled(conversationId, reply.id);
    if (text || letter) returnToDraft(conversationId, 'reply', text ?? '', [], letter);
    document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
  };
  return (
    <li className={styles.scheduledRow}>
      <Icon name="clock" size={14} />
      <strong>{t.at(formatMoment(reply.sendAt, language))}</strong>
      {reply.author.id !== me && reply.author.name && <span>{t.by(reply.author.name)}</span>}
      <span className={styles.scheduledText}>{reply.text ?? ''}{reply.files > 0 && ` ${t.files(reply.files)}`}</span>
      {may('conversations.reply') && (
        <span className={styles.scheduledActions}>
          <button type="button" disabled={busy} onClick={() => void attempt(take)}>{t.edit}</button>
          <button type="button" disabled={busy} onClick={() => void attempt(() => sendScheduledNow(conversationId, reply.id))}>{t.now}</button>
        </span>
      )}
    </li>
  );
}
