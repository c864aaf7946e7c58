import type { RefObject } from 'react';
import type { Message } from '@/api/types';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Popover } from '@/shared/ui/popover';
import { Skeleton } from '@/shared/ui/states';
import { useEarlierWordings } from '../api/letters';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './earlier-wordings.module.css';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  message: Message;
  onClose: () => void;
}

/** Newest first: the words an answer was most likely to. */
export function EarlierWordings({ anchor, message, onClose }: Props) {
  const t = useLetterTexts().earlier;
  const language = useLanguage();
  const earlier = useEarlierWordings(message.conversationId, message.number, message.version);
  return (
    <Popover anchor={anchor} label={t.title} onClose={onClose} width={340}>
      <div className={styles.panel} tabIndex={-1} data-autofocus="">
        <strong>{t.title}</strong>
        {earlier.isPending && <Skeleton rows={2} />}
        {earlier.isError && <p role="alert">{t.failed}</p>}
        {earlier.data?.items.length === 0 && <p className={styles.none}>{t.none}</p>}
        <ol className={styles.list}>
          {earlier.data?.items.toReversed().map((wording) => (
            <li key={wording.at}>
              <time dateTime={wording.at}>{formatFull(wording.at, language)}</time>
              <p>{wording.text}</p>
            </li>
          ))}
        </ol>
      </div>
    </Popover>
  );
}
