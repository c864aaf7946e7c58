import type { Attachment } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { formatSize } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Icon } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './attachment-view.module.css';

export function AttachmentView({ attachment, redacted = false }: { attachment: Attachment; redacted?: boolean }) {
  const t = useThreadTexts().attachment;
  const language = useLanguage();
  const { kind, state, url } = attachment;
  const name = attachment.fileName ?? t[kind];
  if (state !== 'stored' || url === null) {
    const bad = state === 'failed' || state === 'gone' || state === 'infected';
    return (
      <div className={classNames(styles.file, bad && styles.bad)}>
        <Icon name={kind} size={20} />
        <span className={styles.names}>
          <span className={styles.name}>{name}</span>
          <span className={styles.state}>{state === 'stored' ? t.failed : state === 'gone' && redacted ? t.redacted : t[state]}</span>
        </span>
      </div>
    );
  }
  if (kind === 'image') {
    return (
      <a className={styles.picture} href={url} target="_blank" rel="noopener noreferrer" aria-label={t.open(name)}>
        <img src={attachment.previewUrl ?? url} alt={name} loading="lazy" />
      </a>
    );
  }
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- what customers send has no captions
  if (kind === 'video') return <video className={styles.video} src={url} controls preload="metadata" aria-label={name} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- see above
  if (kind === 'audio') return <audio className={styles.audio} src={url} controls preload="metadata" aria-label={name} />;
  return (
    <a className={styles.file} href={url} target="_blank" rel="noopener noreferrer" download={name}>
      <Icon name="file" size={20} />
      <span className={styles.names}>
        <span className={styles.name}>{name}</span>
        {attachment.size !== null && <span className={styles.state}>{formatSize(attachment.size, language)}</span>}
      </span>
    </a>
  );
}
