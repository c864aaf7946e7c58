import { useEffect, useRef } from 'react';
import { activate } from '@/shared/keys/commands';
import type { CommandId } from '@/shared/keys/key-table';

export type Shortcuts = Partial<Record<CommandId, ((event?: KeyboardEvent) => void) | false | undefined>>;

/**
 * What the key table's commands do here and now. Keys work by `event.code`, outside text fields and dialogs, also while a Japanese input method is on; what
 * may not be done is given as false, and is neither at work nor offered.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const ids = (Object.keys(shortcuts) as CommandId[]).filter((id) => shortcuts[id]).join(' ');
  useEffect(() => {
    if (ids === '') return undefined;
    return activate((ids.split(' ') as CommandId[]).map((id) => ({ id, run: (event) => void (latest.current[id] || undefined)?.(event) })));
  }, [ids]);
}
