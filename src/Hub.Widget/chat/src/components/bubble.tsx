import { useChat, useTexts } from '../context';
import { timeLabel } from '../model/days';
import type { Content, VisitorMessage } from '../model/types';
import { AttachmentView } from './attachment-view';
import { PinIcon } from './icons';
import { LinkedText } from './linked-text';
import { ownUrl } from '../model/linkify';

interface Props {
  message: VisitorMessage;
  /** The one before is by the same person, moments ago: the name need not be said again. */
  continued: boolean;
  timed: boolean;
  sent: boolean;
}

export function Bubble({ message, continued, timed, sent }: Props) {
  const { language } = useChat();
  const t = useTexts();
  const own = message.from === 'visitor';
  if (message.from === 'system') {
    return (
      <p class="system">
        <ContentView content={message.content} />
      </p>
    );
  }
  const name = own ? t.you : (message.name ?? (message.from === 'bot' ? t.bot : t.agent));
  const bare = message.content.type === 'file' && !message.content.caption;
  const face = own || continued ? null : ownUrl(message.picture ?? null, location.href);
  return (
    <article class={`message ${own ? 'own' : 'theirs'}${continued ? ' continued' : ''}`}>
      <h3 class={own || continued ? 'hidden-text' : 'name'}>
        {face && <img class="face" src={face} alt="" />}
        {name}
        {message.from === 'bot' && message.name && <span class="tag">{t.bot}</span>}
      </h3>
      {!bare && (
        <div class="bubble">
          <ContentView content={message.content} />
        </div>
      )}
      {message.attachments.map((attachment) => (
        <AttachmentView key={attachment.id} attachment={attachment} />
      ))}
      <p class={timed || sent ? 'meta' : 'hidden-text'}>
        <time dateTime={message.at}>{timeLabel(new Date(message.at), language)}</time>
        {sent && <span>{t.sent}</span>}
      </p>
    </article>
  );
}

function ContentView({ content }: { content: Content }) {
  const t = useTexts();
  switch (content.type) {
    case 'text':
      return <LinkedText text={content.body} />;
    case 'file':
      return <LinkedText text={content.caption ?? ''} />;
    case 'sticker': {
      const words = Array.isArray(content.keywords) ? content.keywords.join(', ') : content.keywords;
      // A picture from elsewhere would tell a third party about the visitor.
      const url = ownUrl(content.imageUrl, location.href);
      return url ? <img class="sticker" src={url} alt={words || t.sticker} /> : <em>{words ? `${t.sticker} (${words})` : t.sticker}</em>;
    }
    case 'location':
      return (
        <span class="place">
          <PinIcon />
          <span>
            <strong>{content.title || t.location}</strong>
            <br />
            {content.address || `${content.latitude}, ${content.longitude}`}
          </span>
        </span>
      );
    case 'postback':
      return <em>{t.choice}</em>;
    default:
      return <em>{t.unsupported}</em>;
  }
}
