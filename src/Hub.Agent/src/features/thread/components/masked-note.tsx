import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { Message } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { reveal } from '../api/sensitive';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';
import messageStyles from './message.module.css';

const shownFor = 60_000;

/** Under a message with masked numbers: says so, and lets those who may see what was written, for a minute and a reason. */
export function MaskedNote({ message }: { message: Message }) {
  const t = useThreadTexts().masked;
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (shown === null) return undefined;
    const timer = setTimeout(() => setShown(null), shownFor);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div className={styles.masked}>
      <Icon name="lock" size={14} />
      <span>{t.hidden}</span>
      {shown === null && may('customers.reveal') && <button type="button" onClick={() => setAsking(true)}>{t.show}</button>}
      {shown !== null && <button type="button" onClick={() => setShown(null)}>{t.hide}</button>}
      {shown !== null && <p className={styles.revealed} role="status">{shown}</p>}
      {asking && (
        <AskReason
          message={message}
          onShown={(text) => {
            setShown(text);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function AskReason({ message, onShown, onClose }: { message: Message; onShown: (text: string) => void; onClose: () => void }) {
  const t = useThreadTexts().masked;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      onShown((await reveal(message, reason)).text);
    } catch (failed) {
      setError(failed instanceof ApiError && failed.problem.errors?.reason ? t.reasonNeeded : errorText(errorCode(failed)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <p>{t.recorded}</p>
        <Field label={t.reason} value={reason} onChange={(event) => setReason(event.target.value)} error={error} maxLength={500} />
        <div className={messageStyles.actions} data-align="end">
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy || reason.trim() === ''}>{t.showIt}</Button>
        </div>
      </form>
    </Dialog>
  );
}
