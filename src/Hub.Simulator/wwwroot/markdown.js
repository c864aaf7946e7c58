import { el, webAddress } from './dom.js';

const elsewhere = /^\[[^\]]+\]\([^)]*\.md\)$/;
const starts = /^(#|- |\d+\. |\||    |$)/;

/** The Markdown of the docs pages shown here: headings, paragraphs, lists, tables, code, bold, emphasis, links. Text goes in as text. */
export function render(text) {
  const lines = text.split('\n');
  const blocks = [];
  while (lines.length > 0) {
    const line = lines[0];
    // The page in the other language is behind the button above.
    if (line === '' || elsewhere.test(line)) lines.shift();
    else if (line.startsWith('#')) blocks.push(heading(lines.shift()));
    else if (line.startsWith('    ')) blocks.push(el('pre', {}, el('code', {}, take(lines, (next) => next.startsWith('    ')).map((each) => each.slice(4)).join('\n'))));
    else if (line.startsWith('|')) blocks.push(table(take(lines, (next) => next.startsWith('|'))));
    else if (line.startsWith('- ')) blocks.push(el('ul', {}, ...items(lines, /^- /)));
    else if (/^\d+\. /.test(line)) blocks.push(el('ol', {}, ...items(lines, /^\d+\. /)));
    else blocks.push(el('p', {}, ...inline(joined([lines.shift(), ...take(lines, (next) => !starts.test(next))]))));
  }
  return blocks;
}

function take(lines, belongs) {
  const taken = [];
  while (lines.length > 0 && belongs(lines[0])) taken.push(lines.shift());
  return taken;
}

function heading(line) {
  const level = line.indexOf(' ');
  return el(`h${level}`, {}, ...inline(line.slice(level + 1)));
}

function items(lines, mark) {
  const list = [];
  while (lines.length > 0 && mark.test(lines[0])) {
    const first = lines.shift().replace(mark, '');
    list.push(el('li', {}, ...inline(joined([first, ...take(lines, (next) => /^ {2,3}\S/.test(next)).map((next) => next.trim())]))));
  }
  return list;
}

/** Japanese is written without spaces, so a line break in the source means nothing there. */
const joined = (lines) => lines.reduce((text, line) => text + (/[ -~]$/.test(text) || /^[ -~]/.test(line) ? ' ' : '') + line);

function table([head, , ...rows]) {
  const cells = (row, tag) => el('tr', {}, ...row.split('|').slice(1, -1).map((cell) => el(tag, {}, ...inline(cell.trim()))));
  return el('table', {}, el('thead', {}, cells(head, 'th')), el('tbody', {}, ...rows.map((row) => cells(row, 'td'))));
}

function inline(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g)) {
    const [whole, code, bold, emphasis, label, address] = match;
    parts.push(text.slice(from, match.index));
    if (code) parts.push(el('code', {}, code));
    else if (bold) parts.push(el('b', {}, bold));
    else if (emphasis) parts.push(el('em', {}, emphasis));
    // Other pages of the docs are not served here.
    else parts.push(webAddress(address) ? el('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, label) : label);
    from = match.index + whole.length;
  }
  return [...parts, text.slice(from)];
}
