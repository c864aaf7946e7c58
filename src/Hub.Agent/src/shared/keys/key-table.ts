/** Where a key works: on every page, in the inbox, in the open conversation, while rows are selected, under "needs attention", inside the text of a message. */
export type KeyScope = 'everywhere' | 'inbox' | 'conversation' | 'selection' | 'attention' | 'text';
export type KeyGroup = 'list' | 'selection' | 'conversation' | 'text' | 'attention' | 'everywhere';

export interface KeyEntry {
  /** `event.code`, with `Mod+` (Ctrl, on a Mac Command), `Alt+` and `Shift+` before it. */
  key: string;
  also?: string;
  group: KeyGroup;
  scope: KeyScope;
  /** A chord that also works while one writes and while something is open. */
  inText?: true;
  /** Shown in the help as one line with its neighbours of the same name. */
  range?: 'views' | 'savedViews';
}

const view = (digit: number): KeyEntry => ({ key: `Digit${digit}`, group: 'everywhere', scope: 'everywhere', range: 'views' });
const savedView = (digit: number): KeyEntry => ({ key: `Shift+Digit${digit}`, group: 'everywhere', scope: 'everywhere', range: 'savedViews' });

/** Every key of the desk. The help, the palette and what happens on a press are made of this one table. */
export const keyTable = {
  'list.next': { key: 'KeyJ', also: 'ArrowDown', group: 'list', scope: 'inbox' },
  'list.previous': { key: 'KeyK', also: 'ArrowUp', group: 'list', scope: 'inbox' },
  'list.filter': { key: 'Slash', group: 'list', scope: 'inbox' },
  'list.select': { key: 'KeyX', group: 'list', scope: 'inbox' },
  'list.selectNext': { key: 'Shift+KeyJ', group: 'list', scope: 'inbox' },
  'list.selectPrevious': { key: 'Shift+KeyK', group: 'list', scope: 'inbox' },
  'list.selectAll': { key: 'Shift+KeyX', group: 'list', scope: 'inbox' },
  'list.fold': { key: 'BracketLeft', group: 'list', scope: 'inbox' },
  'selection.assign': { key: 'KeyA', group: 'selection', scope: 'selection' },
  'selection.status': { key: 'KeyW', group: 'selection', scope: 'selection' },
  'selection.resolve': { key: 'KeyE', group: 'selection', scope: 'selection' },
  'selection.snooze': { key: 'KeyS', group: 'selection', scope: 'selection' },
  'selection.tags': { key: 'KeyT', group: 'selection', scope: 'selection' },
  'selection.spam': { key: 'Shift+KeyS', group: 'selection', scope: 'selection' },
  'selection.read': { key: 'KeyM', group: 'selection', scope: 'selection' },
  'selection.clear': { key: 'Escape', group: 'selection', scope: 'selection' },
  'conversation.reply': { key: 'KeyR', group: 'conversation', scope: 'conversation' },
  'conversation.note': { key: 'KeyN', group: 'conversation', scope: 'conversation' },
  'conversation.toReply': { key: 'Shift+KeyR', group: 'conversation', scope: 'conversation' },
  'conversation.toNote': { key: 'Shift+KeyN', group: 'conversation', scope: 'conversation' },
  'conversation.assign': { key: 'KeyA', group: 'conversation', scope: 'conversation' },
  'conversation.take': { key: 'Shift+KeyA', group: 'conversation', scope: 'conversation' },
  'conversation.resolve': { key: 'KeyE', group: 'conversation', scope: 'conversation' },
  'conversation.status': { key: 'KeyW', group: 'conversation', scope: 'conversation' },
  'conversation.snooze': { key: 'KeyS', group: 'conversation', scope: 'conversation' },
  'conversation.onlyThanks': { key: 'KeyO', group: 'conversation', scope: 'conversation' },
  'conversation.classify': { key: 'KeyD', group: 'conversation', scope: 'conversation' },
  'conversation.tags': { key: 'KeyT', group: 'conversation', scope: 'conversation' },
  'conversation.followUp': { key: 'KeyF', group: 'conversation', scope: 'conversation' },
  'conversation.log': { key: 'KeyL', group: 'conversation', scope: 'conversation' },
  'conversation.spam': { key: 'Shift+KeyS', group: 'conversation', scope: 'conversation' },
  'conversation.help': { key: 'KeyH', group: 'conversation', scope: 'conversation' },
  'conversation.record': { key: 'BracketRight', group: 'conversation', scope: 'inbox' },
  'conversation.via': { key: 'Alt+KeyV', group: 'conversation', scope: 'conversation', inText: true },
  'conversation.join': { key: 'KeyI', group: 'conversation', scope: 'conversation' },
  'text.send': { key: 'Mod+Enter', group: 'text', scope: 'text' },
  'text.sendAndResolve': { key: 'Mod+Shift+Enter', group: 'text', scope: 'text' },
  'text.canned': { key: 'Mod+Slash', group: 'text', scope: 'text' },
  'text.nextGap': { key: 'Tab', group: 'text', scope: 'text' },
  'text.undoSend': { key: 'Mod+KeyZ', group: 'text', scope: 'text' },
  'text.leave': { key: 'Escape', group: 'text', scope: 'text' },
  'attention.next': { key: 'KeyJ', group: 'attention', scope: 'attention' },
  'attention.previous': { key: 'KeyK', group: 'attention', scope: 'attention' },
  'attention.retry': { key: 'KeyR', group: 'attention', scope: 'attention' },
  'attention.arrived': { key: 'KeyA', group: 'attention', scope: 'attention' },
  'attention.dismiss': { key: 'KeyD', group: 'attention', scope: 'attention' },
  'go.palette': { key: 'Mod+KeyK', group: 'everywhere', scope: 'everywhere', inText: true },
  'go.help': { key: 'Shift+Slash', group: 'everywhere', scope: 'everywhere' },
  'go.inbox': { key: 'KeyG', group: 'everywhere', scope: 'everywhere' },
  'go.customers': { key: 'KeyP', group: 'everywhere', scope: 'everywhere' },
  'go.followUps': { key: 'KeyU', group: 'everywhere', scope: 'everywhere' },
  'go.attention': { key: 'Shift+KeyG', group: 'everywhere', scope: 'everywhere' },
  'go.notifications': { key: 'KeyB', group: 'everywhere', scope: 'everywhere' },
  'new.conversation': { key: 'KeyC', group: 'everywhere', scope: 'everywhere' },
  'new.view': { key: 'Shift+KeyV', group: 'everywhere', scope: 'everywhere' },
  'call.open': { key: 'Alt+KeyO', group: 'everywhere', scope: 'everywhere', inText: true },
  'view.1': view(1),
  'view.2': view(2),
  'view.3': view(3),
  'view.4': view(4),
  'view.5': view(5),
  'view.6': view(6),
  'view.7': view(7),
  'savedView.1': savedView(1),
  'savedView.2': savedView(2),
  'savedView.3': savedView(3),
  'savedView.4': savedView(4),
  'savedView.5': savedView(5),
  'savedView.6': savedView(6),
  'savedView.7': savedView(7),
  'savedView.8': savedView(8),
  'savedView.9': savedView(9),
} as const satisfies Record<string, KeyEntry>;

export type CommandId = keyof typeof keyTable;
type Ranged = Extract<CommandId, `view.${string}` | `savedView.${string}`>;
/** What has words of its own; the digits share one line per range. */
export type NamedCommand = Exclude<CommandId, Ranged>;

export const commandIds = Object.keys(keyTable) as CommandId[];
export const entryOf = (id: CommandId): KeyEntry => keyTable[id];
export const isNamed = (id: CommandId): id is NamedCommand => entryOf(id).range === undefined;

/** While rows are selected, keys of the open conversation mean them. */
export const overrules = (one: KeyScope, other: KeyScope): boolean => one === 'selection' && (other === 'conversation' || other === 'inbox');

/** Never at work at the same time: another page, or the text has the focus. */
export const areApart = (one: KeyEntry, other: KeyEntry): boolean => {
  const scopes = [one.scope, other.scope];
  if (scopes.includes('text')) return one.scope !== other.scope && !one.inText && !other.inText;
  return scopes.includes('attention') && one.scope !== other.scope && !scopes.includes('everywhere');
};
