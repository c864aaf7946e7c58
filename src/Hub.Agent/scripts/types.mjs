// Writes src/api/generated/schema.d.ts from the committed OpenAPI document; --check only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../../../docs/openapi.json', import.meta.url);
const target = new URL('../src/api/generated/schema.d.ts', import.meta.url);
const { components } = JSON.parse(readFileSync(source, 'utf8'));

const nameOf = (reference) => reference.split('/').at(-1);
const union = (parts) => [...new Set(parts)].toSorted((a, b) => Number(a === 'null') - Number(b === 'null')).join(' | ');

// The server also reads numbers written as strings and says so; it never writes them.
const plain = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean', null: 'null' };

function typeOf(schema) {
  if (schema === undefined || schema === true) return 'unknown';
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return union(schema.enum.map((value) => (value === null ? 'null' : `'${value}'`)));
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return union(choices.map(typeOf));
  const types = [schema.type ?? []].flat();
  const kinds = types.includes('integer') || types.includes('number') ? types.filter((type) => type !== 'string') : types;
  return kinds.length === 0 ? 'unknown' : union(kinds.map((kind) => plain[kind] ?? structure(kind, schema)));
}

function structure(kind, schema) {
  if (kind === 'array') return listOf(typeOf(schema.items));
  if (schema.properties) return fields(schema);
  return `Record<string, ${typeOf(schema.additionalProperties)}>`;
}

const listOf = (item) => (item.includes(' ') ? `(${item})[]` : `${item}[]`);

function fields({ properties, required = [] }) {
  const lines = Object.entries(properties).map(([name, schema]) => {
    const note = schema.description ? `  /** ${schema.description.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /')} */\n` : '';
    return `${note}  ${/^\w+$/.test(name) ? name : `'${name}'`}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}

const types = Object.entries(components.schemas)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
const text = `// Written by scripts/types.mjs from docs/openapi.json. Change that, then run: npm run types\n\n${types.join('\n\n')}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/api/generated/schema.d.ts does not follow docs/openapi.json: run `npm run types`.');
  process.exit(1);
} else {
  console.log('Types follow the API.');
}
