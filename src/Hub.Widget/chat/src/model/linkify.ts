export type Part = { text: string; href?: string };

// ASCII only: in Japanese a sentence goes on right behind an address, without a space between.
const candidate = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;

/** Splits a text into plain parts and links. Only http and https become links; nothing is ever read as HTML. */
export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = trimPunctuation(match[0]);
    const href = safeUrl(shown);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function trimPunctuation(url: string): string {
  let shown = url.replace(/[.,;:!?'*]+$/, '');
  while (/[)\]]$/.test(shown) && closes(shown)) shown = shown.slice(0, -1).replace(/[.,;:!?'*]+$/, '');
  return shown;
}

/** Whether the last bracket closes one that was opened before the address began. */
function closes(url: string): boolean {
  const close = url.at(-1) === ')' ? ')' : ']';
  const open = close === ')' ? '(' : '[';
  return url.split(close).length > url.split(open).length;
}

function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    // https://bank.example@evil.example looks like the bank.
    if (url.username || url.password) return null;
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Addresses of attachments come from the hub and stay there: anything else could be a script or a third party. */
export function ownUrl(url: string | null, base: string): string | null {
  if (!url) return null;
  try {
    const resolved = new URL(url, base);
    return resolved.origin === new URL(base).origin && /^https?:$/.test(resolved.protocol) ? resolved.href : null;
  } catch {
    return null;
  }
}
