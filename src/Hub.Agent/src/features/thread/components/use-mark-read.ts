import { useEffect, useState } from 'react';
import type { ConversationDetail } from '@/api/types';
import { markRead } from '../api/actions';

const looksAfter = 600;

function usePageInSight(): boolean {
  const [inSight, setInSight] = useState(() => document.visibilityState === 'visible' && document.hasFocus());
  useEffect(() => {
    const look = () => setInSight(document.visibilityState === 'visible' && document.hasFocus());
    for (const name of ['focus', 'blur'] as const) window.addEventListener(name, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      for (const name of ['focus', 'blur'] as const) window.removeEventListener(name, look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return inSight;
}

/** Read means: the end of the conversation was in sight of a person for a moment. */
export function useMarkRead(detail: ConversationDetail, lastNumber: number, atEnd: boolean): void {
  const inSight = usePageInSight();
  const { id, unread } = detail;
  useEffect(() => {
    if (unread === 0 || !inSight || !atEnd || lastNumber === 0) return undefined;
    // A failure is tried again with the next message or glance.
    const timer = setTimeout(() => void markRead(id, lastNumber).catch(() => {}), looksAfter);
    return () => clearTimeout(timer);
  }, [id, unread, inSight, atEnd, lastNumber]);
}
