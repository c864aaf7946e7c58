import { type FormEvent, type RefObject, useState } from 'react';
import { useNow } from '@/shared/hooks/use-now';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './menus.module.css';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  onBlock: (block: { reason: string; until: string | null }) => void;
  onClose: () => void;
}

/** Why and until when a sender is blocked; a block without a reason is none. */
export function BlockMenu({ anchor, onBlock, onClose }: Props) {
  const t = useThreadTexts().spam;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const now = useNow(60_000);
  const past = until !== '' && !(new Date(until).getTime() > now);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!reason.trim() || past) return;
    onClose();
    onBlock({ reason: reason.trim(), until: until ? new Date(until).toISOString() : null });
  };
  return (
    <Popover anchor={anchor} label={t.block} onClose={onClose} width={320}>
      <form className={styles.custom} onSubmit={submit} noValidate>
        <Field label={t.reason} data-autofocus="" maxLength={200} value={reason} error={tried && !reason.trim() ? t.reasonMissing : null} onChange={(event) => setReason(event.target.value)} />
        <Field label={t.until} type="datetime-local" value={until} error={past ? t.untilPast : null} onChange={(event) => setUntil(event.target.value)} />
        <Button type="submit" look="danger">{t.blockNow}</Button>
      </form>
    </Popover>
  );
}
