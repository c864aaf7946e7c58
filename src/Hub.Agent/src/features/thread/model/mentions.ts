export interface Mentionable {
  id: string;
  name: string;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * Who a note names: everybody whose `@name` stands in it. Derived from the text when it is sent, so that what is edited, reloaded or pasted counts as
 * it reads. A longer name hides a shorter one that it begins with.
 */
export function mentionsIn<T extends Mentionable>(text: string, people: readonly T[]): T[] {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<T>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = longestFirst.find((person) => person.name !== '' && text.startsWith(person.name, at + 1))?.name;
    if (name !== undefined) for (const person of people) if (person.name === name) found.add(person);
  }
  return people.filter((person) => found.has(person));
}

export interface MentionQuery {
  /** Where the "@" is. */
  start: number;
  text: string;
}

const longestName = 30;

/** What is being typed after an "@" that begins a word, up to the caret; null when nobody is being named. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || caret - start > longestName) return null;
  const before = text[start - 1];
  // Not inside an e-mail address. Japanese puts no space before it.
  if (before !== undefined && /[\w.+-]/.test(before)) return null;
  const typed = text.slice(start + 1, caret);
  return /[\n@]/.test(typed) || /\s\s|\s$/.test(typed) ? null : { start, text: typed };
}

export const matchMentions = <T extends Mentionable>(query: string, people: readonly T[], limit = 6): T[] =>
  people.filter((person) => fold(person.name).includes(fold(query))).slice(0, limit);

/** Puts the name in place of what was typed; the caret goes behind it. */
export function insertMention(text: string, caret: number, query: MentionQuery, name: string): { text: string; caret: number } {
  const inserted = `@${name} `;
  return { text: text.slice(0, query.start) + inserted + text.slice(caret), caret: query.start + inserted.length };
}

/** The parts of a note, with those that name somebody marked. */
export function splitMentions(text: string, names: readonly string[]): { text: string; mention: boolean }[] {
  const longestFirst = names.filter(Boolean).toSorted((a, b) => b.length - a.length);
  const parts: { text: string; mention: boolean }[] = [];
  let end = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = at < end ? undefined : longestFirst.find((each) => text.startsWith(each, at + 1));
    if (name === undefined) continue;
    if (at > end) parts.push({ text: text.slice(end, at), mention: false });
    parts.push({ text: `@${name}`, mention: true });
    end = at + name.length + 1;
  }
  if (end < text.length) parts.push({ text: text.slice(end), mention: false });
  return parts;
}
