import { memo, Suspense } from 'react';
import type { ConversationRow, Message } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { useCustomerName, useErrorText } from '@/shared/hooks/use-shared-texts';
import { formatFull, formatTime } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Icon } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import care from './care.module.css';
import { DeliveryProblem } from './delivery-problem';
import { EditedMark } from './edited-mark';
import { LazyLetterMenu } from './lazy-letters';
import { LogView } from './log-view';
import { MaskedNote } from './masked-note';
import { MessageBody, NoteText } from './message-content';
import styles from './message.module.css';
import { QuoteButton } from './quote-button';
import { QuoteLine } from './quote-line';
import { RedactButton } from './redact-button';
import { UndoButton } from './undo-button';

interface Props {
  message: Message;
  startsGroup: boolean;
  me: string;
  /** As known now: it may have come after the message. */
  customer: ConversationRow['customer'];
  accountId: string | null;
}

export const MessageView = memo(function MessageView({ message, startsGroup, me, customer, accountId }: Props) {
  const t = useThreadTexts();
  const own = message.kind === 'outbound';
  const customerName = useCustomerName();
  const { sender } = message;
  const letter = message.content.type === 'email' ? message.content : null;
  // A letter says itself whom it is from; others than the customer write into a conversation too.
  const other = letter?.from && sender.id !== customer.id ? (letter.from.name ?? letter.from.address) : null;
  const { author } = message.content;
  const name = author ? customerName(sender.name ?? author.name) : other ?? (sender.type === 'customer' ? customerName(customer.name ?? sender.name) : (sender.name ?? (sender.type === 'bot' ? t.bot : t.system)));
  if (message.content.type === 'log') return <LogView message={message} content={message.content} me={me} />;
  if (message.kind === 'note') return <NoteView message={message} />;
  if (message.delivery?.state === 'takenBack') return <p className={care.takenBack} data-number={message.number}>{t.tookBack(name)}</p>;
  const automatic = own ? message.content.type === 'text' && message.content.automatic !== undefined || Boolean(letter?.automatic) : Boolean(letter?.automatic);
  const showName = (startsGroup || letter !== null) && (!own || message.sender.id !== me) && !automatic;
  const failed = message.delivery?.state === 'failed' || message.delivery?.state === 'unknown';
  const bare = message.content.type === 'sticker' && !message.unsent || message.attachments.length > 0 && message.content.type === 'file' && !message.content.caption && !message.unsent;
  return (
    <div className={classNames(styles.message, own && styles.own, (startsGroup || letter !== null) && styles.starts, failed && styles.failed, bare && styles.bare, letter && styles.letter)} data-number={message.number}>
      {!own && (startsGroup || letter !== null) && <Avatar name={author ? (sender.name ?? '') : other ?? (sender.type === 'customer' ? (customer.name ?? '') : name)} pictureUrl={author ? (sender.pictureUrl ?? null) : sender.type === 'customer' && !other ? customer.pictureUrl : null} />}
      <div className={styles.column}>
        {showName && <span className={styles.name}>{sender.shownAs ? t.shownAs(name, sender.shownAs) : name}</span>}
        {automatic && <span className={styles.automatic} title={letter?.automatic === 'continued' ? t.letter.continuedHint : own ? t.automaticHint : t.letter.automaticHint}><Icon name="bolt" size={12} />{t.letter.automatic[letter?.automatic ?? ''] ?? t.automatic}</span>}
        <div className={styles.line}>
          <div className={styles.bubble}>{message.quote && !message.unsent && <QuoteLine quote={message.quote} />}<MessageBody message={message} accountId={accountId} /></div>
          <Meta message={message} />
          {letter && <Suspense fallback={null}><LazyLetterMenu message={message} letter={letter} /></Suspense>}
          <QuoteButton message={message} />
          <RedactButton message={message} />
        </div>
        <DeliveryProblem message={message} />
      </div>
    </div>
  );
});

function Meta({ message }: { message: Message }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const errorText = useErrorText();
  const state = message.delivery?.state;
  return (
    <span className={styles.meta}>
      {message.kind === 'outbound' && <UndoButton message={message} />}
      {'editedAt' in message.content && message.content.editedAt && !message.unsent && <EditedMark message={message} at={message.content.editedAt} />}
      {state && state !== 'failed' && state !== 'unknown' && state !== 'takenBack' && <span>{t.states[state]}{state === 'queued' && message.delivery?.code && ` · ${errorText(message.delivery.code)}`}</span>}
      <time dateTime={message.at} title={formatFull(message.at, language)}>{formatTime(message.at, language)}</time>
    </span>
  );
}

function NoteView({ message }: { message: Message }) {
  const t = useThreadTexts();
  const language = useLanguage();
  return (
    <div className={styles.note} data-number={message.number}>
      <div className={styles.noteHead} title={t.noteHint}>
        <Icon name="note" size={14} />
        <strong>{t.note}</strong>
        <span>{message.sender.name}</span>
        <time dateTime={message.at} title={formatFull(message.at, language)}>{formatTime(message.at, language)}</time>
        <RedactButton message={message} />
      </div>
      {message.content.type === 'text' && <NoteText text={message.content.body} names={message.content.mentions?.map((person) => person.name) ?? []} />}
      {message.content.type === 'text' && message.content.masked && <MaskedNote message={message} />}
    </div>
  );
}
