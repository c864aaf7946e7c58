import { useRef } from 'react';
import { errorCode } from '@/api/http';
import { uploadFile } from '@/api/upload-file';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import styles from './replies.module.css';
import { useRepliesTexts } from './texts';

/** With an empty id it is still on its way up. */
export interface ReplyFile {
  id: string;
  name: string;
  /** It is in the reply already; else it is a fresh upload. */
  kept: boolean;
}

interface Props {
  files: ReplyFile[];
  error: string | undefined;
  disabled: boolean;
  onChange: (change: (files: ReplyFile[]) => ReplyFile[]) => void;
}

export function ReplyFiles({ files, error, disabled, onChange }: Props) {
  const t = useRepliesTexts();
  const errorText = useErrorText();
  const picker = useRef<HTMLInputElement>(null);
  const add = async (file: File) => {
    const fresh: ReplyFile = { id: '', name: file.name, kept: false };
    onChange((list) => [...list, fresh]);
    try {
      const upload = await uploadFile(file, () => {}, new AbortController().signal);
      onChange((list) => list.map((each) => (each === fresh ? { ...fresh, id: upload.id } : each)));
    } catch (problem) {
      onChange((list) => list.filter((each) => each !== fresh));
      showToast(errorText(errorCode(problem)), { bad: true });
    }
  };
  return (
    <div className={styles.files}>
      {files.map((file, index) => (
        <span key={file.id || `${file.name}${String(index)}`} className={styles.file}>
          <Icon name="file" size={14} />
          {file.name}
          {file.id === '' && <small role="status">{t.uploading}</small>}
          {!disabled && <IconButton icon="close" label={t.removeFile(file.name)} onClick={() => onChange((list) => list.filter((each) => each !== file))} />}
        </span>
      ))}
      {!disabled && <Button icon="paperclip" onClick={() => picker.current?.click()}>{t.attach}</Button>}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          for (const file of event.target.files ?? []) void add(file);
          event.target.value = '';
        }}
      />
      {error && <p className={styles.error} role="alert">{error}</p>}
    </div>
  );
}
