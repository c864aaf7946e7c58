import type { en } from '@/shared/locales/keys-en';
import { commandIds, entryOf, isNamed, type KeyGroup } from './key-table';
import { keyLabel } from './key-press';

export const keyGroups: readonly KeyGroup[] = ['list', 'selection', 'conversation', 'text', 'attention', 'everywhere'];

export interface HelpLine {
  key: string;
  meaning: string;
}

export function helpLines(group: KeyGroup, texts: typeof en): HelpLine[] {
  const lines: HelpLine[] = [];
  const ids = commandIds.filter((id) => entryOf(id).group === group);
  for (const id of ids) {
    const { range } = entryOf(id);
    if (isNamed(id)) lines.push({ key: keyLabel(id), meaning: texts.commands[id] });
    else if (range) {
      const all = ids.filter((each) => entryOf(each).range === range);
      if (all[0] === id) lines.push({ key: `${keyLabel(id)} – ${keyLabel(all.at(-1) ?? id).split(' + ').at(-1)}`, meaning: texts.ranges[range] });
    }
  }
  return lines;
}
