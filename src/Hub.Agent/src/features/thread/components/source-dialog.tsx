import { useEffect, useState } from 'react';
import type { Message } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Dialog } from '@/shared/ui/dialog';
import { fetchSource, sourcePath } from '../api/letters';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './letter.module.css';

const shown = 200_000;

/** A letter as it came in. Opening it is noted in the audit log, so it is fetched once. */
export function SourceDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useLetterTexts().letter;
  const shared = useSharedTexts();
  const [text, setText] = useState<string | null | undefined>();
  const { conversationId, number } = message;
  useEffect(() => {
    let gone = false;
    fetchSource(conversationId, number).then((found) => !gone && setText(found), () => !gone && setText(null));
    return () => {
      gone = true;
    };
  }, [conversationId, number]);
  return (
    <Dialog title={t.source} closeLabel={shared.close} onClose={onClose} wide>
      <p className={styles.hint}>{t.sourceNoted}</p>
      {text === null ? <p role="alert">{t.noSource}</p> : <pre className={styles.source}>{text === undefined ? t.loading : text.slice(0, shown)}</pre>}
      {text && <p><a href={sourcePath(conversationId, number)} download={`${number}.eml`}>{t.sourceDownload}</a></p>}
    </Dialog>
  );
}
