import { useState } from 'react';
import type { Message } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { IconButton } from '@/shared/ui/button';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';
import { RedactDialog, redactableText } from './redact-dialog';

/** Shown while the pointer or the focus is on the message. */
export function RedactButton({ message }: { message: Message }) {
  const t = useThreadTexts().redact;
  const may = useMay();
  const [open, setOpen] = useState(false);
  const anything = redactableText(message) !== '' || message.attachments.some((file) => file.state !== 'gone');
  if (!may('messages.redact') || !anything) return null;
  return (
    <>
      <IconButton className={styles.redactButton} icon="trash" label={t.open} onClick={() => setOpen(true)} />
      {open && <RedactDialog message={message} onClose={() => setOpen(false)} />}
    </>
  );
}
