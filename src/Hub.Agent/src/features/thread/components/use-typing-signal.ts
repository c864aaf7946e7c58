import { useCallback, useEffect, useRef } from 'react';
import { liveDesk } from '@/realtime/live-desk';

const repeatAfter = 3000;
const endsAfter = 5000;

/** Tells the others that an answer is being written: not with every key, and not for longer than it is true. */
export function useTypingSignal(conversationId: string): { typed: () => void; ended: () => void } {
  const told = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ended = useCallback(() => {
    clearTimeout(timer.current);
    if (told.current === 0) return;
    told.current = 0;
    liveDesk.typing(conversationId, false);
  }, [conversationId]);
  const typed = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(ended, endsAfter);
    if (Date.now() - told.current < repeatAfter) return;
    told.current = Date.now();
    liveDesk.typing(conversationId, true);
  }, [conversationId, ended]);
  useEffect(() => ended, [ended]);
  return { typed, ended };
}
