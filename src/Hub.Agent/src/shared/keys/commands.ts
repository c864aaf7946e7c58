import { isComposing, isTextField } from '@/shared/lib/keys';
import { createStore } from '@/shared/lib/store';
import { type CommandId, commandIds, entryOf, overrules } from './key-table';
import { isKey } from './key-press';

export interface ActiveCommand {
  id: CommandId;
  /** Without an event when it was chosen rather than pressed. */
  run: (event?: KeyboardEvent) => void;
}

/** What can be done right now, on the page that is open, by the person who sits there. */
export const activeCommands = createStore<readonly ActiveCommand[]>([]);

export function activate(commands: readonly ActiveCommand[]): () => void {
  activeCommands.set((now) => [...now, ...commands]);
  return () => activeCommands.set((now) => now.filter((each) => !commands.includes(each)));
}

/** The one at work for a key when several pages and panels have something to do with it. */
export function commandFor(event: KeyboardEvent, active: readonly ActiveCommand[]): ActiveCommand | undefined {
  const meant = commandIds.filter((id) => entryOf(id).scope !== 'text' && isKey(event, id));
  const found = active.filter(({ id }) => meant.includes(id));
  return found.find(({ id }) => found.every((other) => other.id === id || !overrules(entryOf(other.id).scope, entryOf(id).scope)));
}

/** Something is open that takes the keys: a menu, a dialog, a question. */
function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector('[data-popover], dialog[open]')) return true;
  return event.target instanceof Element && event.target.closest('[role="alertdialog"]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = commandFor(event, activeCommands.get());
  if (!command) return;
  const inText = isTextField(event.target);
  if (entryOf(command.id).inText) {
    // A chord repeats nothing, and an input method at work keeps its keys.
    if (event.repeat || (isComposing(event) && !event.altKey)) return;
  } else if (inText || event.isComposing || isTaken(event)) {
    return;
  }
  event.preventDefault();
  command.run(event);
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKeyDown);
