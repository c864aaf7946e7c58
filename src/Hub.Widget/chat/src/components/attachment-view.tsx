import { useTexts } from '../context';
import { ownUrl } from '../model/linkify';
import { sizeLabel } from '../model/size';
import type { Attachment } from '../model/types';
import { FileIcon } from './icons';

export function AttachmentView({ attachment }: { attachment: Attachment }) {
  const t = useTexts();
  const url = attachment.state === 'stored' ? ownUrl(attachment.url, location.href) : null;
  if (url && attachment.kind === 'image') {
    return (
      <a class="picture" href={url} target="_blank" rel="noopener noreferrer" title={`${attachment.fileName} ${t.newTab}`}>
        <img src={url} alt={t.image(attachment.fileName)} loading="lazy" />
      </a>
    );
  }
  const detail =
    attachment.state === 'pending'
      ? t.filePending
      : attachment.state === 'failed'
        ? t.fileFailed
        : attachment.state === 'gone' || !url
          ? t.fileGone
          : attachment.size !== null
            ? sizeLabel(attachment.size)
            : '';
  const inside = (
    <>
      <FileIcon />
      <span>
        <span class="file-name">{attachment.fileName}</span>
        <span class="file-detail">{detail}</span>
      </span>
    </>
  );
  return url ? (
    <a class="file" href={url} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  ) : (
    <div class="file">{inside}</div>
  );
}
