import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { SendingView } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Icon } from '@/shared/ui/icon';
import { sendingKey, startSending, useSending } from '../api/sending';
import { useSendingTexts } from '../locales/use-sending-texts';
import styles from './sending-banner.module.css';


/** On every page of a restored hub until somebody who may has started sending. */
export function SendingBanner() {
  const t = useSendingTexts();
  const language = useLanguage();
  const mayStart = useMay()('backup.manage');
  const [asking, setAsking] = useState(false);
  const sending = useSending();
  if (!sending || sending.on) return null;
  return (
    <div className={styles.banner} role="status">
      <Icon name="alert" size={16} />
      <p>
        <strong>{t.off}</strong> {sending.backupAt && t.restored(formatFull(sending.backupAt, language))}{' '}
        {mayStart ? sending.newestOldAt && t.old(sending.old, formatFull(sending.newestOldAt, language)) : t.waits}
      </p>
      {mayStart && <Button onClick={() => setAsking(true)}>{t.start}</Button>}
      {asking && <StartDialog sending={sending} onClose={() => setAsking(false)} />}
    </div>
  );
}

function StartDialog({ sending, onClose }: { sending: SendingView; onClose: () => void }) {
  const t = useSendingTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: startSending,
    onSuccess: (now) => {
      client.setQueryData(sendingKey, now);
      showToast(t.started);
    },
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose}>
      <div className={styles.text}>
        <p>{t.other}</p>
        {sending.old > 0 && <p>{t.oldStays(sending.old)}</p>}
        {sending.new > 0 && <p>{t.newGoes(sending.new)}</p>}
        <p>{t.undo}</p>
      </div>
      <div className={styles.foot}>
        <Button data-autofocus="" onClick={onClose}>{shared.cancel}</Button>
        <Button look="primary" disabled={start.isPending} onClick={() => start.mutate()}>{t.confirm}</Button>
      </div>
    </Dialog>
  );
}
