import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { Message } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { retrySend } from '../api/actions';
import { settleSend } from '../api/settle';
import { useThreadTexts } from '../locales/use-thread-texts';
import { DismissDialog } from './dismiss-dialog';
import styles from './message.module.css';

interface Props {
  message: Message;
  className?: string | undefined;
  /** Called when the person has settled it here. */
  onSettled?: () => void;
}

/** What to do about a message that failed, or of which nobody knows: send again (an uncertain one asks first, for it may be shown twice), it arrived, nothing more. */
export function SendActions({ message, className, onSettled }: Props) {
  const t = useThreadTexts().problem;
  const errorText = useErrorText();
  const may = useMay();
  const [asking, setAsking] = useState<'retry' | 'dismiss' | null>(null);
  const [busy, setBusy] = useState(false);
  const unknown = message.delivery?.state === 'unknown';
  const settled = message.delivery?.settled === true;
  if (!may('conversations.reply')) return null;

  const run = async (action: () => Promise<void>, done: string | null) => {
    setAsking(null);
    setBusy(true);
    try {
      await action();
      if (done) showToast(done);
      onSettled?.();
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const retry = () => run(() => retrySend(message.conversationId, message.number, unknown), null);
  return (
    <span className={className}>
      <button type="button" data-action="retry" disabled={busy} onClick={() => (unknown ? setAsking('retry') : void retry())}>{t.retry}</button>
      {unknown && !settled && <button type="button" data-action="arrived" disabled={busy} onClick={() => void run(() => settleSend(message, { outcome: 'arrived' }), t.arrivedDone)}>{t.arrived}</button>}
      {!settled && <button type="button" data-action="dismiss" disabled={busy} onClick={() => setAsking('dismiss')}>{t.dismiss}</button>}
      {asking === 'retry' && <ConfirmRetry onConfirm={() => void retry()} onClose={() => setAsking(null)} />}
      {asking === 'dismiss' && <DismissDialog onDismiss={(reason) => void run(() => settleSend(message, { outcome: 'dismissed', reason }), t.dismissedDone)} onClose={() => setAsking(null)} />}
    </span>
  );
}

function ConfirmRetry({ onConfirm, onClose }: { onConfirm: () => void; onClose: () => void }) {
  const t = useThreadTexts();
  const shared = useSharedTexts();
  return (
    <Dialog title={t.unknownTitle} closeLabel={shared.close} onClose={onClose}>
      <p>{t.unknownText}</p>
      <div className={styles.actions} data-align="end">
        <Button onClick={onClose} data-autofocus="">{shared.cancel}</Button>
        <Button look="primary" onClick={onConfirm}>{t.unknownConfirm}</Button>
      </div>
    </Dialog>
  );
}
