import { useEffect, useRef } from 'react';
import { isComposing, isTextField } from '@/shared/lib/keys';

export type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Single keys by `event.code`, outside text fields and dialogs; prefix `Shift+` for the shifted key. By code, so that
 * they work while a Japanese input method is on.
 */
export function useShortcuts(shortcuts: Shortcuts, active = true): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (!active) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isComposing(event) || isTextField(event.target)) return;
      if (document.querySelector('[data-popover], dialog[open]')) return;
      // The question mark sits elsewhere on some keyboards, so the character counts too.
      const name = event.key === '?' ? 'Shift+Slash' : (event.shiftKey ? 'Shift+' : '') + event.code;
      const handler = latest.current[name];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [active]);
}
