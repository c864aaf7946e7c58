import { IconButton } from '@/shared/ui/button';
import { useThreadTexts } from '../locales/use-thread-texts';
import { quote, quotedNumber, useQuoted, wordsOfMessage } from '../model/quoting';
import styles from './care.module.css';

/** What the answer being written is about. */
export function QuotedStrip({ conversationId, via }: { conversationId: string; via: string | null }) {
  const t = useThreadTexts();
  const message = useQuoted(conversationId);
  if (!message || quotedNumber(conversationId, via) === undefined) return null;
  return (
    <p className={styles.quoting}>
      <span>{t.quoting}{wordsOfMessage(message) || t.quotedOther}</span>
      <IconButton icon="close" label={t.quoteNot} onClick={() => quote(conversationId, undefined)} />
    </p>
  );
}
