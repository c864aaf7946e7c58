import type { RefObject } from 'react';
import { useKnownTags } from '@/api/directory';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  tags: string[];
  onToggle: (tag: string, on: boolean) => void;
  onClose: () => void;
}

export function TagsMenu({ anchor, tags, onToggle, onClose }: Props) {
  const t = useThreadTexts().tagsMenu;
  const known = useKnownTags();
  const all = [...new Set([...tags, ...known])];
  const toggle = (tag: string) => onToggle(tag, !tags.includes(tag));
  return (
    <Popover anchor={anchor} label={t.find} onClose={onClose}>
      <Picker options={all.map((tag) => ({ id: tag, label: tag, checked: tags.includes(tag) }))} placeholder={t.find} empty={t.empty} onPick={toggle} create={{ label: t.create, onCreate: toggle }} />
    </Popover>
  );
}
