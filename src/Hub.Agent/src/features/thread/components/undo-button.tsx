import type { Message } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { isMac } from '@/shared/lib/keys';
import { showToast } from '@/shared/lib/toasts';
import { undoSend, useUndoable } from '../model/undo';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';

/** Beside a reply that has not left yet. */
export function UndoButton({ message }: { message: Message }) {
  const t = useThreadTexts();
  const errorText = useErrorText();
  const offered = useUndoable(message);
  if (!offered || message.delivery?.state !== 'queued') return null;
  const undo = async () => {
    const code = await undoSend(message.conversationId, message.number);
    if (code) showToast(errorText(code), { bad: true });
    document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
  };
  return <button type="button" className={styles.undo} title={`${isMac() ? '⌘' : 'Ctrl'}+Z`} onClick={() => void undo()}>{t.takeBack}</button>;
}
