import { useState } from 'react';
import type { Message } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { errorCode } from '@/api/http';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Icon } from '@/shared/ui/icon';
import { retrySend } from '../api/actions';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

/** A failed message says why and offers another try; an uncertain one asks first, for it may be shown twice. */
export function DeliveryProblem({ message }: { message: Message }) {
  const t = useThreadTexts();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const delivery = message.delivery;
  if (delivery?.state !== 'failed' && delivery?.state !== 'unknown') return null;
  const unknown = delivery.state === 'unknown';

  const retry = async () => {
    setAsking(false);
    setBusy(true);
    try {
      await retrySend(message.conversationId, message.number, unknown);
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.problem}>
      <Icon name={unknown ? 'help' : 'alert'} size={14} />
      <span>{t.states[delivery.state]}</span>
      {delivery.code && <span>{errorText(delivery.code)}</span>}
      <button type="button" disabled={busy} onClick={() => (unknown ? setAsking(true) : void retry())}>{t.retry}</button>
      {asking && <ConfirmRetry onConfirm={() => void retry()} onClose={() => setAsking(false)} />}
    </div>
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
