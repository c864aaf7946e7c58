import { describe, expect, it } from 'vitest';
import { en } from '@/shared/locales/keys-en';
import { type ActiveCommand, commandFor } from './commands';
import { helpLines, keyGroups } from './help-lines';
import { areApart, commandIds, entryOf, isNamed, overrules } from './key-table';
import { isKey, nameOf } from './key-press';

const press = (code: string, given: Partial<KeyboardEvent> = {}) => ({ key: '', code, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...given }) as KeyboardEvent;
const sources = import.meta.glob<string>('/src/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });

describe('the key table', () => {
  it('gives no key two meanings that could be at work at the same time', () => {
    const conflicts = commandIds.flatMap((id, index) =>
      commandIds.slice(index + 1).filter((other) => {
        const [one, two] = [entryOf(id), entryOf(other)];
        const same = [one.key, one.also].some((key) => key !== undefined && (key === two.key || key === two.also));
        return same && !areApart(one, two) && !overrules(one.scope, two.scope) && !overrules(two.scope, one.scope);
      }).map((other) => `${id} and ${other}`),
    );
    expect(conflicts).toEqual([]);
  });

  it('lists nothing that no part of the desk carries out', () => {
    const code = Object.entries(sources).filter(([path]) => !/key-table|locales|\.test\./.test(path)).map(([, text]) => text).join('\n');
    const unused = commandIds.filter((id) => isNamed(id) && !code.includes(`'${id}'`));
    expect(unused).toEqual([]);
  });

  it('is all there is in the help, each key once', () => {
    const lines = keyGroups.flatMap((group) => helpLines(group, en));
    const named = commandIds.filter((id) => entryOf(id).range === undefined);
    expect(lines.length).toBe(named.length + 2);
    for (const group of keyGroups) {
      const keys = helpLines(group, en).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(helpLines('everywhere', en).find(({ meaning }) => meaning === en.ranges.views)?.key).toBe('1 – 7');
  });

  it('offers nothing that accepts, sends or resolves on a bare Enter', () => {
    for (const id of commandIds) {
      const { key, also } = entryOf(id);
      expect([key, also]).not.toContain('Enter');
    }
  });
});

describe('a press', () => {
  it('is known by its place, whatever an input method makes of it', () => {
    expect(isKey(press('KeyJ', { key: 'ｊ' }), 'list.next')).toBe(true);
    expect(isKey(press('KeyE', { key: 'い' }), 'conversation.resolve')).toBe(true);
    expect(isKey(press('KeyA', { key: 'Process', shiftKey: true }), 'conversation.take')).toBe(true);
    expect(isKey(press('Digit1', { key: '!', shiftKey: true }), 'savedView.1')).toBe(true);
  });

  it('of punctuation is known by its character, for it sits elsewhere on a Japanese keyboard', () => {
    expect(nameOf(press('BracketRight', { key: '[' }))).toBe('BracketLeft');
    expect(nameOf(press('Backslash', { key: ']' }))).toBe('BracketRight');
    expect(nameOf(press('Minus', { key: '?', shiftKey: true }))).toBe('Shift+Slash');
  });

  it('means the selected rows before it means the open conversation', () => {
    const active: ActiveCommand[] = [{ id: 'conversation.assign', run: () => {} }, { id: 'selection.assign', run: () => {} }];
    expect(commandFor(press('KeyA'), active)?.id).toBe('selection.assign');
    expect(commandFor(press('KeyA'), active.slice(0, 1))?.id).toBe('conversation.assign');
    expect(commandFor(press('KeyA', { ctrlKey: true }), active)).toBeUndefined();
  });
});
