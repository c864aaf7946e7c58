import { lazy, Suspense, useRef, useState } from 'react';
import type { Message } from '@/api/types';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';

const EarlierWordings = lazy(async () => ({ default: (await import('./letter-parts')).EarlierWordings }));

/** Says that the message was changed; opened, what it said before. */
export function EditedMark({ message, at }: { message: Message; at: string }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button ref={anchor} type="button" className={styles.edited} aria-haspopup="dialog" aria-expanded={open} title={formatFull(at, language)} onClick={() => setOpen(!open)}>{t.edited}</button>
      {open && <Suspense fallback={null}><EarlierWordings anchor={anchor} message={message} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
