// The first load of the desk may cost at most 200 KB of gzipped JavaScript: everything index.html names, and
// everything those modules import statically, and the texts of one language, the larger one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 200 * 1024;
const dist = new URL('../dist', import.meta.url).pathname;
if (!existsSync(join(dist, 'index.html'))) {
  console.error('dist/index.html is missing: run `npm run build` first.');
  process.exit(1);
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
const waiting = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1]);
const seen = new Set();
let total = 0;

const sizeOf = (path) => gzipSync(readFileSync(join(dist, path), 'utf8'), { level: 9 }).length;
const texts = readdirSync(join(dist, 'assets')).filter((name) => /^first-texts-(?:en|ja)-.*\.js$/u.test(name)).map((name) => `/assets/${name}`);
if (texts.length !== 2) {
  console.error(`Expected one file of texts per language, found ${texts.length}.`);
  process.exit(1);
}
waiting.push(texts.toSorted((one, other) => sizeOf(other) - sizeOf(one))[0]);

while (waiting.length > 0) {
  const path = waiting.pop();
  if (seen.has(path)) continue;
  seen.add(path);
  const text = readFileSync(join(dist, path), 'utf8');
  const size = sizeOf(path);
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${path}`);
  for (const [, target] of text.matchAll(/(?:from|import)\s*["'](\.\.?\/[^"']+\.js)["']/g)) {
    waiting.push(normalize(join(dirname(path), target)));
  }
}

if (seen.size === 0) {
  console.error('index.html names no script: the budget would be measured on nothing.');
  process.exit(1);
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  first load, gzip (limit ${limit / 1024} KB)`);
if (total > limit) process.exit(1);
