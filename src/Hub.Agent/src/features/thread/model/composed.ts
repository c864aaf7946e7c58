import type { QuickReply } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';

/** What a message is besides words and files. */
export interface Composed {
  sticker?: { packageId: string; stickerId: string };
  location?: { title: string; address: string; latitude: number; longitude: number };
  rich?: { altText: string; form: Record<string, unknown> };
  memberLink?: { text: string; label: string };
  quickReplies?: QuickReply[];
}

const none: QuickReply[] = [];
const answers = createStore<Record<string, QuickReply[]>>({});

/** Answers to choose from that go along with the next reply. */
export const useAnswers = (conversationId: string): QuickReply[] => useStore(answers, (all) => all[conversationId] ?? none);
export const answersOf = (conversationId: string): QuickReply[] => answers.get()[conversationId] ?? none;
export const setAnswers = (conversationId: string, chosen: QuickReply[]): void => answers.set((all) => ({ ...all, [conversationId]: chosen }));

export interface CardButton {
  label: string;
  /** An address that opens, or words that the customer says; an address begins with https:, http: or tel:. */
  does: string;
}

export interface Card {
  title: string;
  text: string;
  buttons: CardButton[];
}

const isAddress = (does: string): boolean => /^(https?:|tel:|mailto:)/i.test(does);

/** A card with buttons in LINE's form (template, buttons). */
export function cardOf({ title, text, buttons }: Card): Composed {
  const actions = buttons.filter((button) => button.label.trim() !== '').map((button) => {
    const label = button.label.trim();
    const does = button.does.trim();
    return isAddress(does) ? { type: 'uri', label, uri: does } : { type: 'message', label, text: does || label };
  });
  return { rich: { altText: title.trim() ? `${title.trim()}\n${text.trim()}` : text.trim(), form: { type: 'template', template: { type: 'buttons', ...(title.trim() ? { title: title.trim() } : {}), text: text.trim(), actions } } } };
}

/** LINE's own JSON as people copy it from its simulator: the whole message, or the contents of a Flex message. Null when it is neither. */
export function richOf(json: string, altText: string): Composed | null {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || !('type' in body)) return null;
  const known = body as Record<string, unknown>;
  const message = known.type === 'bubble' || known.type === 'carousel' ? { type: 'flex', contents: known } : known;
  const own = typeof known.altText === 'string' ? known.altText : '';
  return { rich: { altText: altText.trim() || own, form: message } };
}

/** One answer a line: the label alone, or "label = what the customer says". */
export const answersIn = (lines: string): QuickReply[] => lines.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
  const [label = '', ...rest] = line.split('=');
  const text = rest.join('=').trim();
  return { label: label.trim(), text: text || label.trim() };
});

export const answersAsText = (chosen: readonly QuickReply[]): string => chosen.map(({ label, text }) => (label === text ? label : `${label} = ${text}`)).join('\n');

/** What stands for it while it is on its way. */
export const wordsOf = ({ sticker, location, rich, memberLink }: Composed): string => memberLink?.text ?? rich?.altText ?? location?.title ?? (sticker ? `${sticker.packageId}/${sticker.stickerId}` : '');
