// Imports go one way: app -> features -> realtime, api, shared. Features never import each other.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = new URL('../src', import.meta.url).pathname;
const below = {
  app: ['app', 'features', 'realtime', 'api', 'shared', 'styles'],
  features: ['realtime', 'api', 'shared'],
  realtime: ['realtime', 'api', 'shared'],
  api: ['api', 'shared'],
  shared: ['shared', 'api/types'],
};
const problems = [];

for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  const file = relative(root, join(entry.parentPath, entry.name));
  const [layer, feature] = file.split('/');
  if (!(layer in below)) continue;
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, target] of text.matchAll(/from '(@\/[^']+|\.[^']*)'/g)) {
    const path = target.startsWith('@/') ? target.slice(2) : join(file, '..', target);
    const sameFeature = layer === 'features' && path.startsWith(`features/${feature}/`);
    const allowed = sameFeature || below[layer].some((name) => path === name || path.startsWith(`${name}/`));
    if (!allowed) problems.push(`${file} must not import ${path}`);
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log('Layers hold.');
