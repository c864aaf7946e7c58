import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { Message, MessageContent } from '@/api/types';
import { Icon } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import { linkify } from '../model/linkify';
import { splitMentions } from '../model/mentions';
import { AttachmentView } from './attachment-view';
import { LazyLetterView } from './lazy-letters';
import { MaskedNote } from './masked-note';
import styles from './message.module.css';

const MemberLinkView = lazy(async () => ({ default: (await import('./member-link-view')).MemberLinkView }));

export function LinkedText({ text }: { text: string }) {
  return (
    <p className={styles.text}>
      {linkify(text).map((part, index) => (part.href ? <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">{part.text}</a> : part.text))}
    </p>
  );
}

/** A note with the colleagues it names marked. */
export function NoteText({ text, names }: { text: string; names: readonly string[] }) {
  if (names.length === 0) return <LinkedText text={text} />;
  return <p className={styles.text}>{splitMentions(text, names).map((part, index) => (part.mention ? <span key={index} className={styles.mention}>{part.text}</span> : part.text))}</p>;
}

export function MessageBody({ message, accountId = null }: { message: Message; accountId?: string | null }) {
  const t = useThreadTexts();
  if (message.unsent) return <p className={styles.unsent}>{t.unsent}</p>;
  return (
    <>
      {message.content.type === 'email' ? <Suspense fallback={<LinkedText text={message.content.body} />}><LazyLetterView message={message} letter={message.content} /></Suspense> : <Content content={message.content} accountId={accountId} />}
      {'quickReplies' in message.content && message.content.quickReplies && <p className={styles.answers}>{message.content.quickReplies.map((answer, at) => <span key={at} className={styles.answer}>{answer.label}</span>)}</p>}
      {'masked' in message.content && message.content.masked && <MaskedNote message={message} />}
      {message.attachments.filter((attachment) => attachment.inlineId === null || message.content.type !== 'email' || !message.content.html).map((attachment) => <AttachmentView key={attachment.id} attachment={attachment} redacted={'redacted' in message.content && message.content.redacted === true} />)}
    </>
  );
}

function MovedNote({ to }: { to: string }) {
  const t = useThreadTexts();
  return <p className={styles.unsent}><Link href={`/inbox/open/${to}`}>{t.letter.moved}</Link></p>;
}

/** Cards are shown by their words; how they look, only the customer's phone shows. */
function RichText({ content }: { content: Extract<MessageContent, { type: 'rich' }> }) {
  const t = useThreadTexts();
  const kind = typeof content.form.type === 'string' ? content.form.type : '';
  return (
    <div>
      <p className={styles.special}><Icon name="note" />{t.card(kind)}</p>
      <LinkedText text={content.altText} />
    </div>
  );
}

function Content({ content, accountId }: { content: MessageContent; accountId: string | null }) {
  const t = useThreadTexts();
  switch (content.type) {
    case 'text':
      return <LinkedText text={content.body} />;
    case 'sticker':
      return accountId ? (
        <img className={styles.sticker} src={`/api/stickers/${accountId}/${content.stickerId}`} alt={content.keywords?.join('、') ?? t.sticker} />
      ) : (
        <p className={styles.special}><Icon name="sticker" />{t.sticker}{content.keywords && <span className={styles.detail}>{content.keywords.slice(0, 3).join('・')}</span>}</p>
      );
    case 'file':
      return content.caption ? <LinkedText text={content.caption} /> : null;
    case 'location':
      return (
        <div className={styles.location}>
          <p className={styles.special}><Icon name="pin" />{content.title ?? t.location}</p>
          {content.address && <p className={styles.detail}>{content.address}</p>}
          <a href={`https://www.openstreetmap.org/?mlat=${content.latitude}&mlon=${content.longitude}#map=17/${content.latitude}/${content.longitude}`} target="_blank" rel="noopener noreferrer">{t.openMap}</a>
        </div>
      );
    case 'rich':
      return <RichText content={content} />;
    case 'memberLink':
      return <Suspense fallback={<LinkedText text={content.body} />}><MemberLinkView content={content} /></Suspense>;
    case 'postback':
      return (
        <div>
          <p className={styles.special}><Icon name="bolt" />{t.postback}</p>
          <p className={styles.data}>{content.data}</p>
          {content.params && <p className={styles.data}>{Object.values(content.params).join(' ')}</p>}
        </div>
      );
    case 'unsupported':
      return <p className={styles.special}><Icon name="help" />{t.unsupported(content.providerType)}</p>;
    case 'moved':
      return <MovedNote to={content.conversationId} />;
    case 'email':
    case 'log':
    case 'activity':
      return null;
  }
}
