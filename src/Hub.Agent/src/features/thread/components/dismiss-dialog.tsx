import { type KeyboardEvent, useState } from 'react';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

const maxLength = 500;

/** Why nothing more is done about a message: written by hand, or one of the usual reasons. */
export function DismissDialog({ onDismiss, onClose }: { onDismiss: (reason: string) => void; onClose: () => void }) {
  const t = useThreadTexts().problem;
  const shared = useSharedTexts();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = () => {
    if (reason.trim()) onDismiss(reason.trim());
    else setMissing(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || !isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <Dialog title={t.dismissTitle} closeLabel={shared.close} onClose={onClose}>
      <p>{t.dismissText}</p>
      <div className={styles.usual}>
        {t.usualReasons.map((each) => <Button key={each} aria-pressed={each === reason} onClick={() => setReason(each)}>{each}</Button>)}
      </div>
      <Field label={t.reason} value={reason} maxLength={maxLength} error={missing && !reason.trim() ? t.reasonMissing : null} onChange={(event) => setReason(event.target.value)} onKeyDown={onKeyDown} />
      <div className={styles.actions} data-align="end">
        <Button onClick={onClose}>{shared.cancel}</Button>
        <Button look="primary" onClick={submit}>{t.dismiss}</Button>
      </div>
    </Dialog>
  );
}
