import { isMac } from '@/shared/lib/keys';
import { type CommandId, entryOf } from './key-table';

interface Press {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

// Punctuation sits elsewhere on a Japanese keyboard ("[" has the code BracketRight there), so the character decides.
const punctuation: Record<string, string> = { '?': 'Shift+Slash', '/': 'Slash', '[': 'BracketLeft', ']': 'BracketRight' };

/** The press as the key table writes it; empty for what it never means. */
export function nameOf(event: Press): string {
  const mod = (event.ctrlKey || event.metaKey ? 'Mod+' : '') + (event.altKey ? 'Alt+' : '');
  const digit = /^(Digit|Numpad)[0-9]$/.test(event.code);
  if (!digit && mod === '' && /^[!-/:-@[-`{-~]$/.test(event.key)) return punctuation[event.key] ?? '';
  const code = event.code === 'NumpadEnter' ? 'Enter' : event.code;
  // Elsewhere than on the Japanese keyboard Ctrl+/ has the code of the key; on some it is typed with Shift.
  if (mod === 'Mod+' && event.key === '/') return 'Mod+Slash';
  return mod + (event.shiftKey ? 'Shift+' : '') + code;
}

export function isKey(event: Press, id: CommandId): boolean {
  const { key, also } = entryOf(id) as { key: string; also?: string };
  const name = nameOf(event);
  return name === key || name === also;
}

const words: Record<string, string> = { Slash: '/', BracketLeft: '[', BracketRight: ']', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', 'Shift+Slash': '?' };

const shown = (key: string): string =>
  words[key] ??
  key
    .split('+')
    .map((part) => (part === 'Mod' ? (isMac() ? '⌘' : 'Ctrl') : (words[part] ?? part.replace(/^Key|^Digit/, ''))))
    .join(' + ');

/** The key of a command as people read it. */
export const keyLabel = (id: CommandId): string => shown(entryOf(id).key);
