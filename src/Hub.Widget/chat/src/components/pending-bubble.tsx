import { useChat, useTexts } from '../context';
import { sizeLabel } from '../model/size';
import type { Pending } from '../model/types';
import { FileIcon } from './icons';
import { LinkedText } from './linked-text';

export function PendingBubble({ item }: { item: Pending }) {
  const chat = useChat();
  const t = useTexts();
  const failed = item.state === 'failed';
  const label = { queued: t.sending, sending: t.sending, waiting: t.waiting, sent: t.sent, failed: t.failed }[item.state];
  return (
    <article class={`message own pending${failed ? ' failed' : ''}${item.state === 'sent' ? ' accepted' : ''}`}>
      <h3 class="hidden-text">{t.you}</h3>
      {item.text && (
        <div class="bubble">
          <LinkedText text={item.text} />
        </div>
      )}
      {item.uploads.map((upload) => (
        <div class="file" key={upload.id}>
          <FileIcon />
          <span>
            <span class="file-name">{upload.fileName}</span>
            <span class="file-detail">{sizeLabel(upload.size)}</span>
          </span>
        </div>
      ))}
      <p class="meta">
        <span>{label}</span>
        {failed && (
          <>
            <button type="button" class="link" onClick={() => chat.retry(item.id)}>
              {t.retry}
            </button>
            <button type="button" class="link" onClick={() => chat.discard(item.id)}>
              {t.discard}
            </button>
          </>
        )}
      </p>
    </article>
  );
}
