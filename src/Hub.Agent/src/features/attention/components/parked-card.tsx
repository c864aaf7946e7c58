import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { ParkedItem } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage, useTexts } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { discardParked, parkedKey, replayParked } from '../api/parked';
import { en } from '../locales/en';
import { ja } from '../locales/ja';
import styles from './attention-page.module.css';

const texts = { ja, en };

export function ParkedCard({ item }: { item: ParkedItem }) {
  const t = useTexts(texts);
  const shared = useSharedTexts();
  const language = useLanguage();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const settle = {
    onError: (error: Error) => showToast(errorText(errorCode(error)), { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: parkedKey }),
  };
  const replay = useMutation({ mutationFn: () => replayParked(item.id), onSuccess: ({ settled }) => showToast(settled ? t.settled : t.notSettled, { bad: !settled }), ...settle });
  const discard = useMutation({ mutationFn: () => discardParked(item.id), ...settle });
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <strong>{t.kinds[item.kind]}</strong>
        <span className={styles.hint}>{item.lane}</span>
        <time className={styles.hint}>{formatFull(item.at, language)}</time>
      </div>
      <p className={styles.error}>{item.error}</p>
      {item.raw && <details><summary>{t.raw}</summary><pre className={styles.raw}>{item.raw}</pre></details>}
      <div className={styles.cardFoot}>
        <span className={styles.hint}>{t.attempts(item.attempts)}</span>
        <Button look="danger" disabled={discard.isPending} onClick={() => setAsking(true)}>{t.discard}</Button>
        <Button icon="reopen" disabled={replay.isPending} onClick={() => replay.mutate()}>{t.replay}</Button>
      </div>
      {asking && (
        <Dialog title={t.discardTitle} closeLabel={shared.close} onClose={() => setAsking(false)}>
          <p>{t.discardText}</p>
          <div className={styles.cardFoot}>
            <Button data-autofocus="" onClick={() => setAsking(false)}>{shared.cancel}</Button>
            <Button look="danger" onClick={() => discard.mutate()}>{t.discard}</Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}
