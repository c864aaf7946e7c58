import { lazy, memo, Suspense, useState } from 'react';
import type { Language, Message } from '@/api/types';
import { formatFull, formatMoment, formatShort, formatTime } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { nameIn, useVocabulary, type Vocabulary } from '@/api/vocabulary';
import { type ThreadTexts, useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

const VisitorForm = lazy(async () => ({ default: (await import('./visitor-form')).VisitorForm }));
const isForm = (message: Message): boolean => message.content.type === 'activity' && message.content.activity === 'visitorForm';

/** What happened rather than what was said: the last line, the others folded behind it. */
export const ActivityLines = memo(function ActivityLines({ messages }: { messages: Message[] }) {
  const t = useThreadTexts();
  const [open, setOpen] = useState(false);
  // What a visitor has told of themselves is read before the first answer, so it is never folded.
  const shown = open ? messages : messages.filter((message, at) => at === messages.length - 1 || isForm(message));
  return (
    <div className={styles.activities} data-number={messages.at(-1)?.number}>
      {(open ? messages.length > 1 : shown.length < messages.length) && (
        <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.fewerActivities : t.moreActivities(messages.length - shown.length)}
        </button>
      )}
      {shown.map((message) => (isForm(message) ? <Suspense key={message.number}><VisitorForm message={message} /></Suspense> : <ActivityLine key={message.number} message={message} />))}
    </div>
  );
});

function ActivityLine({ message }: { message: Message }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const words = useVocabulary();
  return (
    <p>
      {activityText(message, t, (at) => formatShort(at, language), (at) => formatFull(at, language), (at) => formatMoment(at, language), (id) => wordFor(words, id, language))}
      <time dateTime={message.at} title={formatFull(message.at, language)}>{formatTime(message.at, language)}</time>
    </p>
  );
}

function wordFor(words: Vocabulary, id: string | null | undefined, language: Language): string {
  const term = [...words.states, ...words.reasons, ...words.results].find((each) => each.id === id);
  return term ? nameIn(language, term) : '';
}

const reportReason = (t: ThreadTexts, code: string | null | undefined): string => (code ? (t.letter.reports[code] ?? t.letter.reports['other'] ?? '') : '');

function activityText(message: Message, t: ThreadTexts, date: (at: string) => string, full: (at: string) => string, moment: (at: string) => string, word: (id: string | null | undefined) => string): string {
  if (message.content.type !== 'activity') return '';
  const { activity, data } = message.content;
  const by = message.sender.type === 'agent' && message.sender.name ? t.person(message.sender.name) : message.sender.type === 'bot' ? t.bot : t.system;
  const state = word(data.stateId) && t.activities.state(word(data.stateId));
  const until = data.until ? date(data.until) : '';
  const list = (tags: string[] | undefined) => (tags ?? []).join(', ');
  switch (activity) {
    case 'created':
      return t.activities.created();
    case 'assigned':
      if (data.because === 'ownerAway') return t.activities.ownerAway(data.teamName ?? '');
      if (data.because === 'sameOwner') return t.crossing.sameOwner(data.ownerName ? t.person(data.ownerName) : '', data.number ?? 0);
      if (data.ownerId && data.ownerId === message.sender.id) return t.activities.took(by, data.teamName ?? '');
      return t.activities.assigned(by, [data.ownerName && t.person(data.ownerName), data.teamName].filter(Boolean).join(' / '));
    case 'unassigned':
      if (data.because === 'ownerAway') return t.activities.ownerAway('');
      return t.activities.unassigned(by);
    case 'resolved':
      return t.activities.resolved(by, state);
    case 'waitingForCustomer':
      return t.activities.waitingForCustomer(by, state, until);
    case 'waitingForOthers':
      return t.activities.waitingForOthers(by, state, until);
    case 'stateChanged':
      return t.activities.stateChanged(by, state);
    case 'onlyThanks':
      return t.activities.onlyThanks(by);
    case 'spam':
      return t.activities.spam(by);
    case 'helpCalled':
    case 'helpTaken':
    case 'helpWithdrawn':
      return t.activities[activity](by);
    case 'notSpam':
      return t.activities.notSpam(by);
    case 'takenBack':
      return t.activities.takenBack(by);
    case 'classified':
      return t.activities.classified(by, [data.reasonId && t.activities.reason(word(data.reasonId)), data.resultId && t.activities.result(word(data.resultId)), data.fields?.length && t.activities.fields(data.fields.join(', '))].filter(Boolean).join(', '));
    case 'reopened':
      return data.because === 'sendFailed' || data.because === 'sendUnknown' ? t.activities.reopenedBySend(data.because === 'sendUnknown') : t.activities.reopened(by);
    case 'sendArrived':
      return t.activities.sendArrived(by);
    case 'sendDismissed':
      return t.activities.sendDismissed(by, data.reason ?? '');
    case 'snoozed':
      return t.activities.snoozed(by, until);
    case 'woke':
      return t.activities.woke();
    case 'tagged':
      return t.activities.tagged(by, list(data.added), list(data.removed));
    case 'followed':
      return t.activities.followed();
    case 'redacted':
      return t.activities.redacted(by, data.reason ?? '');
    case 'scheduled':
      return t.activities.scheduled(by, data.until ? moment(data.until) : '');
    case 'scheduleCancelled':
      return t.activities.scheduleCancelled(message.sender.type === 'agent' ? by : null);
    case 'scheduleFailed':
      return t.activities.scheduleFailed();
    case 'merged':
    case 'mergedHere':
    case 'splitFrom':
      return t.activities[activity](by, data.number ?? 0);
    case 'unmerged':
    case 'unsplit':
      return t.activities[activity](by);
    case 'split':
      return t.activities.split(by, data.count ?? 0);
    case 'sideAsked':
      return t.activities.sideAsked(by, data.recipient ?? '');
    case 'sideAnswered':
      return t.activities.sideAnswered(data.recipient ?? '');
    case 'deliveryReport':
      return t.activities.deliveryReport(data.recipient ?? '', reportReason(t, data.code), data.detail ?? '');
    case 'edited':
      return t.editedAfterAnswer;
    case 'transcriptSent':
      return t.letter.transcriptSent(data.recipient ?? '');
    case 'unfollowed':
      return t.activities.unfollowed();
    case 'memberLinked':
      return t.activities.memberLinked(data.member ?? '');
    case 'memberNotLinked':
      return t.activities.memberNotLinked(data.reason ?? '');
    case 'addressLeft':
    case 'customerChanged':
      return t.crossing[activity](by);
    case 'optedOut':
    case 'optedIn':
      return t.activities[activity]();
    case 'followUpSet':
    case 'followUpChanged':
      return t.activities[activity](by, data.dueAt ? full(data.dueAt) : '', data.ownerName ? t.person(data.ownerName) : '');
    case 'followUpReturned':
      return t.activities.followUpReturned(data.ownerName ? t.person(data.ownerName) : '');
    case 'followUpDue':
      return t.activities.followUpDue();
    case 'followUpDone':
    case 'followUpReopened':
      return t.activities[activity](by);
    default:
      return t.activities.other(data.type ?? activity);
  }
}
