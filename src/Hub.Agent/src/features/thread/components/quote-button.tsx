import type { Message } from '@/api/types';
import { IconButton } from '@/shared/ui/button';
import { useThreadTexts } from '../locales/use-thread-texts';
import { quote } from '../model/quoting';
import { useQuotable } from './use-quotable';
import styles from './care.module.css';

/** Shown while the pointer or the focus is on the message. */
export function QuoteButton({ message }: { message: Message }) {
  const t = useThreadTexts();
  const quotable = useQuotable();
  const state = message.delivery?.state;
  const arrived = message.kind === 'inbound' || state === 'accepted' || state === 'delivered' || state === 'read';
  if (!quotable || !arrived || message.unsent) return null;
  const onClick = () => {
    quote(message.conversationId, message);
    document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
  };
  return <IconButton className={styles.redactButton} icon="reply" label={t.quote} onClick={onClick} />;
}
