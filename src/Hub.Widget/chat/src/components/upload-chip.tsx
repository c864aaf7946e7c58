import { useTexts } from '../context';
import { sizeLabel } from '../model/size';
import { CloseIcon, RetryIcon } from './icons';
import type { UploadItem } from './use-uploads';

export function UploadChip({ item, retry, remove }: { item: UploadItem; retry: () => void; remove: () => void }) {
  const t = useTexts();
  const name = item.file.name;
  const detail =
    item.error === 'too-large'
      ? t.uploadTooLarge
      : item.error === 'quota'
        ? t.uploadQuota
        : item.error === 'failed'
          ? t.uploadFailed
          : item.upload
            ? sizeLabel(item.file.size)
            : t.uploading(item.percent);
  return (
    <li class={`chip${item.error ? ' bad' : ''}`}>
      <span class="chip-text">
        <span class="file-name">{name}</span>
        <span class="file-detail">{detail}</span>
      </span>
      {item.error === 'failed' && (
        <button type="button" class="plain small" aria-label={t.uploadAgain(name)} title={t.uploadAgain(name)} onClick={retry}>
          <RetryIcon />
        </button>
      )}
      <button type="button" class="plain small" aria-label={t.remove(name)} title={t.remove(name)} onClick={remove}>
        <CloseIcon />
      </button>
      {!item.upload && !item.error && <progress max={100} value={item.percent} aria-label={t.uploading(item.percent)} />}
    </li>
  );
}
