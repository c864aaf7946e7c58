import { lazy, Suspense, useState } from 'react';
import type { ConversationDetail } from '@/api/types';
import { IconButton } from '@/shared/ui/button';
import type { Composed } from '../model/composed';

const ComposedDialog = lazy(async () => ({ default: (await import('./composed-dialog')).ComposedDialog }));

interface Props {
  detail: ConversationDetail;
  via: string | null;
  label: string;
  disabled: boolean;
  onSend: (composed: Composed) => void;
}

/** What the channel has besides words and files. */
export function ComposedButton({ detail, via, label, disabled, onSend }: Props) {
  const [open, setOpen] = useState(false);
  if ((detail.capabilities.composes ?? []).length === 0) return null;
  return (
    <>
      <IconButton icon="plus" label={label} disabled={disabled} aria-haspopup="dialog" onClick={() => setOpen(true)} />
      {open && <Suspense fallback={null}><ComposedDialog detail={detail} via={via} onClose={() => setOpen(false)} onSend={onSend} /></Suspense>}
    </>
  );
}
