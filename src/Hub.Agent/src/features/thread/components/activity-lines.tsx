import { memo, useState } from 'react';
import type { Message } from '@/api/types';
import { formatFull, formatShort, formatTime } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { type ThreadTexts, useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

/** What happened rather than what was said: the last line, the others folded behind it. */
export const ActivityLines = memo(function ActivityLines({ messages }: { messages: Message[] }) {
  const t = useThreadTexts();
  const [open, setOpen] = useState(false);
  const shown = open ? messages : messages.slice(-1);
  return (
    <div className={styles.activities} data-number={messages.at(-1)?.number}>
      {messages.length > 1 && (
        <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.fewerActivities : t.moreActivities(messages.length - 1)}
        </button>
      )}
      {shown.map((message) => <ActivityLine key={message.number} message={message} />)}
    </div>
  );
});

function ActivityLine({ message }: { message: Message }) {
  const t = useThreadTexts();
  const language = useLanguage();
  return (
    <p>
      {activityText(message, t, (at) => formatShort(at, language))}
      <time dateTime={message.at} title={formatFull(message.at, language)}>{formatTime(message.at, language)}</time>
    </p>
  );
}

function activityText(message: Message, t: ThreadTexts, date: (at: string) => string): string {
  if (message.content.type !== 'activity') return '';
  const { activity, data } = message.content;
  const by = message.sender.type === 'agent' && message.sender.name ? t.person(message.sender.name) : message.sender.type === 'bot' ? t.bot : t.system;
  const list = (tags: string[] | undefined) => (tags ?? []).join(', ');
  switch (activity) {
    case 'created':
      return t.activities.created();
    case 'assigned':
      if (data.ownerId && data.ownerId === message.sender.id) return t.activities.took(by, data.teamName ?? '');
      return t.activities.assigned(by, [data.ownerName && t.person(data.ownerName), data.teamName].filter(Boolean).join(' / '));
    case 'unassigned':
      return t.activities.unassigned(by);
    case 'resolved':
      return t.activities.resolved(by);
    case 'reopened':
      return t.activities.reopened(by);
    case 'snoozed':
      return t.activities.snoozed(by, data.until ? date(data.until) : '');
    case 'woke':
      return t.activities.woke();
    case 'tagged':
      return t.activities.tagged(by, list(data.added), list(data.removed));
    case 'followed':
      return t.activities.followed();
    case 'unfollowed':
      return t.activities.unfollowed();
    default:
      return t.activities.other(data.type ?? activity);
  }
}
