import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatSize } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { removeFile } from '../model/add-files';
import { useAnswers } from '../model/composed';
import type { DraftFile } from '../model/drafts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './composer.module.css';

/** What goes along with the words. */
export function ComposerFiles({ conversationId, files, taken }: { conversationId: string; files: DraftFile[]; taken: boolean }) {
  const errorText = useErrorText();
  const answers = useAnswers(conversationId);
  return (
    <>
      {files.length > 0 && !taken && <p className={styles.answers} role="alert">{errorText('no_attachments')}</p>}
      <Files conversationId={conversationId} files={files} />
      {answers.length > 0 && <p className={styles.answers}>{answers.map((answer, at) => <span key={at} className={styles.answer}>{answer.label}</span>)}</p>}
    </>
  );
}

function Files({ conversationId, files }: { conversationId: string; files: DraftFile[] }) {
  const t = useThreadTexts().composer;
  const errorText = useErrorText();
  const language = useLanguage();
  if (files.length === 0) return null;
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.key} className={classNames(styles.file, file.state === 'failed' && styles.fileFailed)}>
          <Icon name={file.upload?.kind ?? 'file'} />
          <span className={styles.fileName}>{file.name}</span>
          <span className={styles.fileState}>{file.state === 'failed' ? `${t.uploadFailed}: ${errorText(file.code)}` : file.state === 'uploading' ? t.uploading(Math.round(file.share * 100)) : formatSize(file.size, language)}</span>
          <IconButton icon="close" label={t.remove(file.name)} onClick={() => removeFile(conversationId, file)} />
          {file.state === 'uploading' && <progress className={styles.progress} value={file.share} aria-label={file.name} />}
        </li>
      ))}
    </ul>
  );
}
