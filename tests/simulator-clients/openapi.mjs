import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/**
 * Validates JSON against the schemas of one OpenAPI file. A discriminator is followed to the schema its mapping names; a value
 * without mapping (a kind that is newer than the file) fails.
 */
export class OpenApi {
  constructor(folder, file) {
    this.document = parse(readFileSync(join(folder, file), 'utf8'));
    this.ajv = new Ajv({ strict: false, allErrors: true, discriminator: false, validateFormats: true });
    addFormats(this.ajv);
    // LINE's files use int32/int64/double, which say nothing that "type" does not.
    for (const format of ['int32', 'int64', 'double', 'binary']) this.ajv.addFormat(format, true);
    this.ajv.addSchema({ $id: 'openapi', components: this.document.components });
  }

  /** The problems of a value; empty when it is valid. */
  problems(name, value) {
    const validate = this.ajv.getSchema(`openapi#/components/schemas/${name}`);
    if (!validate) throw new Error(`No schema ${name}`);
    const own = validate(value) ? [] : validate.errors.map((error) => `${name}${error.instancePath}: ${error.message}`);
    return [...own, ...this.#followed({ $ref: `#/components/schemas/${name}` }, value, name)];
  }

  /** The schema name an operation promises for a status; null when it promises no body. */
  answer(method, path, status) {
    const responses = this.document.paths[path]?.[method]?.responses;
    if (!responses) throw new Error(`${method} ${path} is not in the file`);
    if (!responses[status]) throw new Error(`${method} ${path} does not name the status ${status}`);
    return responses[status].content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? null;
  }

  request(method, path) {
    return this.document.paths[path][method].requestBody.content['application/json'].schema.$ref.split('/').at(-1);
  }

  #resolve(schema) {
    return schema.$ref ? this.document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
  }

  // Base schemas only know "type"; the properties of a concrete message or event are in the schema its discriminator maps to.
  #followed(schema, value, where, seen = new Set()) {
    const resolved = this.#resolve(schema);
    const problems = [];
    if (Array.isArray(value)) {
      value.forEach((item, index) => { if (resolved.items) problems.push(...this.#followed(resolved.items, item, `${where}[${index}]`)); });
      return problems;
    }
    if (value === null || typeof value !== 'object') return problems;
    const { discriminator } = resolved;
    if (discriminator?.mapping && !seen.has(resolved)) {
      const target = discriminator.mapping[value[discriminator.propertyName]];
      if (!target) return [`${where}: no ${discriminator.propertyName} "${value[discriminator.propertyName]}" in LINE's file`];
      const name = target.split('/').at(-1);
      const validate = this.ajv.getSchema(`openapi#/components/schemas/${name}`);
      if (!validate(value)) problems.push(...validate.errors.map((error) => `${where} (${name})${error.instancePath}: ${error.message}`));
      return [...problems, ...this.#followed({ $ref: target }, value, where, new Set([...seen, resolved]))];
    }
    for (const part of resolved.allOf ?? []) problems.push(...this.#followed(part, value, where, seen));
    for (const [property, inner] of Object.entries(resolved.properties ?? {})) {
      if (value[property] !== undefined) problems.push(...this.#followed(inner, value[property], `${where}.${property}`));
    }
    return problems;
  }
}
