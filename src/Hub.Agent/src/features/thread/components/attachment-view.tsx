import { useState } from 'react';
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
  if (kind === 'video' || kind === 'audio') return <Player attachment={attachment} kind={kind} url={url} name={name} />;
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

/** Nothing is loaded, and nobody is noted as having looked, before it is played. */
function Player({ attachment, kind, url, name }: { attachment: Attachment; kind: 'video' | 'audio'; url: string; name: string }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const [played, setPlayed] = useState(false);
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- what customers send has no captions
  if (played && kind === 'video') return <video className={styles.video} src={url} controls autoPlay aria-label={name} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- see above
  if (played) return <audio className={styles.audio} src={url} controls autoPlay aria-label={name} />;
  return (
    <button type="button" className={classNames(styles.file, styles.play, kind === 'video' && styles.poster)} onClick={() => setPlayed(true)}>
      <Icon name="play" size={20} />
      <span className={styles.names}>
        <span className={styles.name}>{t.play(name)}</span>
        {attachment.size !== null && <span className={styles.state}>{formatSize(attachment.size, language)}</span>}
      </span>
    </button>
  );
}
