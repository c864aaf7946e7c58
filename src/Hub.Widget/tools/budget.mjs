// Fails when the widget grows beyond what was promised to the sites that carry it.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const gzipped = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length;
const sum = (paths) => paths.reduce((total, path) => total + gzipped(path), 0);
const assets = readdirSync(new URL('assets/', dist)).map((name) => `assets/${name}`);

const rows = [
  ['loader (widget.js)', sum(['widget.js']), 6 * 1024],
  ['chat JavaScript', sum(assets.filter((path) => path.endsWith('.js'))), 60 * 1024],
  ['chat styles', sum(assets.filter((path) => path.endsWith('.css'))), 8 * 1024],
];

let failed = false;
for (const [name, size, budget] of rows) {
  const verdict = size === 0 ? 'missing' : size > budget ? 'over budget' : 'ok';
  failed ||= verdict !== 'ok';
  console.log(`${name.padEnd(20)} ${String(size).padStart(6)} bytes gzip of ${budget}: ${verdict}`);
}
process.exitCode = failed ? 1 : 0;
