export type TextPart = { text: string; href: string | null };

// Stops at white space and at the brackets and punctuation that Japanese text puts right behind an address.
const address = /https?:\/\/[^\s<>"'、。，．「」『』（）【】\u3000]+/g;
const trailing = /[).,;:!?\]]+$/;

export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const href = match[0].replace(trailing, '');
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}
