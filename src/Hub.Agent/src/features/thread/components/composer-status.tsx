import type { ConversationDetail, DraftKind, TextParts } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatCountdown } from '@/shared/lib/dates';
import { countParts } from '@/shared/lib/text-parts';
import { useAllowance } from '../api/allowance';
import { priceOf } from '../model/composer-state';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './composer.module.css';

const showsCountFrom = 0.8;

/** Length and cost, known before sending. */
export function ComposerStatus({ detail, kind, text }: { detail: ConversationDetail; kind: DraftKind; text: string }) {
  const texts = useThreadTexts();
  const t = texts.composer;
  const errorText = useErrorText();
  const now = useNow(1000);
  const { length } = text;
  const max = detail.capabilities.maxTextLength;
  const rule = detail.capabilities.parts;
  const price = detail.canReply ? priceOf(detail, now) : null;
  const allowance = useAllowance(detail.accountId, kind === 'reply' && price?.kind === 'push');
  const spent = allowance?.metered && allowance.limit !== null && allowance.used >= allowance.limit;
  if (kind === 'note') return <span className={styles.status}>{texts.noteHint}</span>;
  if (length > max) return <span className={classNames(styles.status, styles.over)} role="alert">{t.tooLong(length - max)}</span>;
  return (
    <span className={styles.status}>
      {detail.sendingPaused && detail.canReply && <span className={styles.paused}>{errorText('account_paused')}</span>}
      {price?.kind === 'free' && <span className={styles.free}>{t.free(formatCountdown(price.until, now))}</span>}
      {price?.kind === 'push' && <span className={classNames(spent && styles.over)}>{allowance?.metered ? t.pushOf(allowance.used, allowance.limit) : t.push}</span>}
      {rule && detail.canReply && length > 0 && <Parts rule={rule} text={text} />}
      {length >= max * showsCountFrom && <span>{t.count(length, max)}</span>}
    </span>
  );
}

/** What is paid, known before sending: one part is quiet, more than one is not. */
function Parts({ rule, text }: { rule: TextParts; text: string }) {
  const t = useThreadTexts().composer;
  const { wide, parts, left } = countParts(rule, text);
  const sizes = wide ? ([rule.wideSingle, rule.widePart] as const) : ([rule.narrowSingle, rule.narrowPart] as const);
  return <span className={classNames(parts > 1 && styles.several)} title={t.partsTitle(...sizes)}>{t.parts(parts, left, wide)}</span>;
}
