// @ts-check
// The JSON schemas of configuration files and the page about them, from the one description that the program reads them by.
import { table } from './markdown.mjs';

/**
 * @typedef {import('../../server/src/configuration/shape').Shape} Shape
 * @typedef {import('../../server/src/configuration/shape').Key} Key
 * @typedef {import('../../server/src/rules/rule').RuleMeta} RuleMeta
 * @typedef {Record<string, unknown>} Schema
 */

/** Where the schemas lie, seen from the repository. */
export const schemaFile = 'schemas/portolan.schema.json';
export const packageSchemaFile = 'schemas/package.schema.json';

const PORT = '(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])';

/**
 * The schema of `portolan.yaml` and `portolan.json`.
 * @param {Shape} shape
 * @param {readonly RuleMeta[]} rules
 */
export function configurationSchema(shape, rules) {
  return json({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of Portolan',
    ...schemaOf(shape, rules),
  });
}

/** The schema of the key in package.json. */
export function packageSchema() {
  return json({
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { portolan: { $ref: './portolan.schema.json' } },
  });
}

/** @param {Schema} schema */
function json(schema) {
  return JSON.stringify(schema, null, 2);
}

/**
 * @param {Shape} shape
 * @param {readonly RuleMeta[]} rules
 * @returns {Schema}
 */
function schemaOf(shape, rules) {
  const of = (/** @type {Shape} */ inner) => schemaOf(inner, rules);
  switch (shape.kind) {
    case 'pattern':
      return { type: ['string', 'number'], minLength: 1 };
    case 'text':
      return { type: ['string', 'integer'] };
    case 'network':
      return { type: 'string' };
    case 'boolean':
      return { type: 'boolean' };
    case 'word':
      return { type: 'string', enum: shape.of };
    case 'port':
      return { type: 'integer', minimum: 1, maximum: 65535 };
    case 'ports':
      return {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 65535 },
          { type: 'string', pattern: `^${PORT}(?:\\s*-\\s*${PORT})?$` },
          ...(shape.words === undefined ? [] : [{ type: 'string', enum: shape.words }]),
        ],
      };
    case 'list':
      return { anyOf: [{ type: 'array', items: of(shape.of) }, of(shape.of)] };
    case 'either':
      return { anyOf: [of(shape.short), of(shape.long)] };
    case 'map':
      return { type: ['object', 'null'], ...inMap(shape, rules) };
    case 'object': {
      const required = shape.keys.filter((key) => key.required).map((key) => key.name);
      return {
        type: ['object', 'null'],
        properties: Object.fromEntries(shape.keys.map((key) => [key.name, keySchema(key, rules)])),
        ...(required.length > 0 ? { required } : {}),
        additionalProperties: false,
      };
    }
  }
}

/**
 * @param {Key} key
 * @param {readonly RuleMeta[]} rules
 */
function keySchema({ shape, description }, rules) {
  // Editors other than VS Code know only the plain one.
  return { description: description.replaceAll('`', ''), markdownDescription: description, ...schemaOf(shape, rules) };
}

/**
 * @param {Extract<Shape, { kind: 'map' }>} shape
 * @param {readonly RuleMeta[]} rules
 */
function inMap(shape, rules) {
  if (shape.names !== 'rule') return { additionalProperties: schemaOf(shape.of, rules) };
  const properties = rules.map((meta) => [meta.id, { description: meta.summary, ...schemaOf(shape.of, rules) }]);
  return { properties: Object.fromEntries(properties), additionalProperties: false };
}

/**
 * @param {Extract<Shape, { kind: 'object' }>} shape
 * @param {readonly string[]} files
 */
export function configurationPage(shape, files) {
  const names = files.map((name) => (name === 'package.json' ? 'the key `portolan` of `package.json`' : `\`${name}\``));
  return [
    '# Configuration',
    `Each workspace folder may hold one configuration: ${names.join(', ')}; the first that is there counts. Without one, everything has a default. \`portolan init\` writes one from what the workspace has.`,
    'A mistake in it is reported at its line as [`invalid-configuration`](rules/invalid-configuration.md), and ends `portolan check` with 2. Editors check and complete it by its JSON schema, `schemas/portolan.schema.json`; the extension brings it for JSON, and for YAML where the YAML extension is installed.',
    EXAMPLE,
    '## Keys',
    table(['Key', 'Value', 'What it says'], rowsOf(shape.keys, '')),
    '## Path patterns',
    'Patterns are lines of a `.gitignore` without `!`: `*` and `?` stay inside a name, `**` stands for any number of folders, a pattern with a slash in it starts at the configuration’s folder, and what matches a folder matches all that lies in it.',
    '## What counts first',
    'For the severity of a rule: the command line or the editor’s settings, the last matching entry of `overrides`, `rules`, and the rule’s own. Comments in files come on top of all.',
  ].join('\n\n');
}

const EXAMPLE = `\`\`\`yaml
rules:
  privileged-port-nonroot: off
overrides:
  - files: deploy/legacy/
    rules: { host-port-or-network: off }
environments:
  production: [deploy/prod/**]
  local: [compose*.yaml]
ports:
  services:
    api: 3000
    web: { port: 3100, also: [9100], public: true }
  ranges:
    container: [3000-3999, 5432]
  reserved:
    - { port: 8500, because: the agent on every host }
  public: [80, 443]
\`\`\``;

/**
 * @param {readonly Key[]} keys
 * @param {string} path
 * @returns {string[][]}
 */
function rowsOf(keys, path) {
  return keys.flatMap(({ name, shape, description, required }) => [
    [`\`${path}${name}\``, `${said(shape)}${required ? ', required' : ''}`, description],
    ...rowsIn(shape, `${path}${name}`),
  ]);
}

/**
 * @param {Shape} shape
 * @param {string} path
 * @returns {string[][]}
 */
function rowsIn(shape, path) {
  if (shape.kind === 'object') return rowsOf(shape.keys, `${path}.`);
  if (shape.kind === 'list') return rowsIn(shape.of, `${path}[]`);
  if (shape.kind === 'map') return rowsIn(shape.of, `${path}.NAME`);
  return shape.kind === 'either' ? rowsIn(shape.long, path) : [];
}

/**
 * @param {Shape} shape
 * @returns {string}
 */
function said(shape) {
  switch (shape.kind) {
    case 'word':
      return shape.of.map((word) => `\`${word}\``).join(', ');
    case 'port':
      return 'port';
    case 'ports':
      return ['port or range', ...(shape.words ?? []).map((word) => `\`${word}\``)].join(', ');
    case 'boolean':
      return '`true`, `false`';
    case 'network':
      return 'address or network';
    case 'list':
      return `list: ${said(shape.of)}`;
    case 'map':
      return `map by ${shape.names}: ${said(shape.of)}`;
    case 'either':
      return `${said(shape.short)}, or map`;
    case 'object':
      return 'map';
    case 'pattern':
    case 'text':
      return shape.kind;
  }
}
