import { useEffect, useRef } from 'react';

const key = 'last-touch';
const look = 15_000;
const events = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Signs out after so long without a key or a click in any tab of this browser. */
export function useIdleSignOut(minutes: number | undefined, signOut: () => void): void {
  const latest = useRef(signOut);
  useEffect(() => {
    latest.current = signOut;
  });
  useEffect(() => {
    if (minutes === undefined) return undefined;
    let written = 0;
    const touch = () => {
      const now = Date.now();
      if (now - written < 1000) return;
      written = now;
      localStorage.setItem(key, String(now));
    };
    touch();
    const timer = setInterval(() => {
      if (Date.now() - Number(localStorage.getItem(key) ?? 0) > minutes * 60_000) latest.current();
    }, look);
    for (const event of events) addEventListener(event, touch, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      for (const event of events) removeEventListener(event, touch, { capture: true });
    };
  }, [minutes]);
}
