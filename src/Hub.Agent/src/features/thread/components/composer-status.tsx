import type { ConversationDetail, DraftKind } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { classNames } from '@/shared/lib/class-names';
import { formatCountdown } from '@/shared/lib/dates';
import { priceOf } from '../model/composer-state';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './composer.module.css';

const showsCountFrom = 0.8;

/** Length and cost, known before sending. */
export function ComposerStatus({ detail, kind, length }: { detail: ConversationDetail; kind: DraftKind; length: number }) {
  const texts = useThreadTexts();
  const t = texts.composer;
  const now = useNow(1000);
  const max = detail.capabilities.maxTextLength;
  if (kind === 'note') return <span className={styles.status}>{texts.noteHint}</span>;
  if (length > max) return <span className={classNames(styles.status, styles.over)} role="alert">{t.tooLong(length - max)}</span>;
  const price = detail.canReply ? priceOf(detail, now) : null;
  return (
    <span className={styles.status}>
      {price?.kind === 'free' && <span className={styles.free}>{t.free(formatCountdown(price.until, now))}</span>}
      {price?.kind === 'push' && <span>{t.push}</span>}
      {length >= max * showsCountFrom && <span>{t.count(length, max)}</span>}
    </span>
  );
}
