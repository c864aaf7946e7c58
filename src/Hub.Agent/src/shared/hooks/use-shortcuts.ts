import { useEffect, useRef } from 'react';
import { isComposing, isTextField } from '@/shared/lib/keys';

export type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

// Punctuation sits elsewhere on a Japanese keyboard ("[" has the code BracketRight there), so the character decides.
const punctuation: Record<string, string> = { '?': 'Shift+Slash', '/': 'Slash', '[': 'BracketLeft', ']': 'BracketRight' };

function nameOf(event: KeyboardEvent): string {
  if (/^[!-/:-@[-`{-~]$/.test(event.key)) return punctuation[event.key] ?? '';
  return (event.shiftKey ? 'Shift+' : '') + event.code;
}

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
      // A question has the focus: letters that were meant for the text must not act.
      if (event.target instanceof Element && event.target.closest('[role="alertdialog"]')) return;
      const handler = latest.current[nameOf(event)];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [active]);
}
