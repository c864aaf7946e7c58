export interface Slash {
  /** Where the slash stands. */
  start: number;
  query: string;
}

const longest = 30;

/** The slash command under the caret: a slash at the start of a line or after a space, and what was typed since. */
export function slashAt(text: string, caret: number): Slash | null {
  const before = text.slice(0, caret);
  const found = /(?:^|[\s\u3000])([/／])([^\s\u3000/／]*)$/.exec(before);
  if (!found) return null;
  const query = found[2] ?? '';
  return query.length > longest ? null : { start: caret - query.length - 1, query };
}

export interface Variable {
  name: string;
  start: number;
  end: number;
}

const names = new Set(['customer.name', 'customer.kana', 'customer.company', 'agent.name', 'brand.name', 'conversation.number', 'order.number', 'order.date', 'order.total', 'order.item', 'order.tracking', 'nextopening', 'expectedanswer']);

/** The variables still in a text, as the server counts them. */
export function variablesIn(text: string): Variable[] {
  return [...text.matchAll(/[{｛]{2}\s*([A-Za-z]+(?:\.[A-Za-z]+)?)\s*[}｝]{2}/g)]
    .filter((match) => names.has((match[1] ?? '').toLowerCase()))
    .map((match) => ({ name: match[1] ?? '', start: match.index, end: match.index + match[0].length }));
}

/** The first variable behind the caret, else the first of all. */
export function nextVariable(text: string, caret: number): Variable | null {
  const all = variablesIn(text);
  return all.find((variable) => variable.start >= caret) ?? all[0] ?? null;
}
