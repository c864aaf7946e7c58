import type { CannedReply, Language } from '@/api/types';
import type { en as keyTexts } from '@/shared/locales/keys-en';
import type { ActiveCommand } from '@/shared/keys/commands';
import { type CommandId, entryOf, isNamed } from '@/shared/keys/key-table';
import { keyLabel } from '@/shared/keys/key-press';
import { fold } from '@/shared/lib/fold';
import type { PickerOption } from '@/shared/ui/picker';

/** Every word of what is typed is somewhere in it, without regard to width, case and the two kana. */
export function matches(text: string, ...where: (string | undefined)[]): boolean {
  const inside = fold(where.filter(Boolean).join(' '));
  return fold(text).split(/\s+/).every((word) => inside.includes(word));
}

const order: readonly string[] = ['selection', 'conversation', 'attention', 'everywhere', 'inbox'];

/** What the open page offers right now, with its keys; rows that are chosen go before the open conversation. */
export function commandOptions(active: readonly ActiveCommand[], texts: typeof keyTexts, group: string): PickerOption[] {
  const ids = [...new Set(active.map(({ id }) => id))].filter((id): id is CommandId => isNamed(id) && id !== 'go.palette');
  return ids
    .toSorted((a, b) => order.indexOf(entryOf(a).scope) - order.indexOf(entryOf(b).scope))
    .flatMap((id) => (isNamed(id) ? [{ id: `command:${id}`, label: texts.commands[id], hint: keyLabel(id), group }] : []));
}

const beginningOf = (text: string): string => text.replace(/\{\{[^}]*\}\}/g, '…').replace(/\s+/g, ' ').trim().slice(0, 80);

/** With the beginning of what it says: two titles may be alike. */
export function cannedOptions(replies: readonly CannedReply[], group: string, language: Language): PickerOption[] {
  return replies.map((reply) => ({ id: `canned:${reply.id}`, label: reply.title, hint: beginningOf((language === 'ja' ? reply.bodyJa : reply.bodyEn) ?? reply.bodyJa ?? reply.bodyEn ?? ''), group }));
}
