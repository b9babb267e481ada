// @ts-check
// The house plan as data: which room may import which, and what each may take from outside. The check of layers reads it.

/** The rooms of the core in their order: each may import itself and what stands before it. */
export const core = [
  'text',
  'syntax',
  'template',
  'facts',
  'lore',
  'configuration',
  'stacks',
  'formats',
  'model',
  'rules',
  'features',
  'engine',
];
const rooms = ['version', ...core, 'workspace', 'front', 'lsp', 'cli', 'mcp', 'node', 'browser'];

/** Pairs of rooms that the order alone would let through: the left one may not import the right one. */
const walls = [
  ['formats', 'stacks'],
  ['rules', 'formats'],
  ['browser', 'node'],
  ['browser', 'cli'],
  ['browser', 'mcp'],
  ['front', 'cli'],
];

/**
 * For each room of the server the rooms that it may import besides itself.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const order = Object.fromEntries(
  rooms.map((room, index) => [
    room,
    rooms.slice(0, index).filter((other) => !walls.some(([from, to]) => from === room && to === other)),
  ]),
);

/** Rooms that may import Node's modules; of these, server and client may not use the forbidden ones (gates/imports.mjs). */
export const mayImportNode = ['cli', 'node', 'client'];

/**
 * The npm packages that each room may import. A parser's nodes must die where it is called, so only syntax/ has parsers.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const packagesOf = {
  syntax: ['yaml', 'dockerfile-ast', 'jsonc-parser', 'unbash'],
  workspace: ['ignore'],
  lsp: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  cli: ['commander', 'picocolors', 'diff', 'sarif'],
  mcp: ['@modelcontextprotocol/server'],
  node: ['vscode-languageserver'],
  browser: ['vscode-languageserver'],
  client: ['vscode', 'vscode-languageclient'],
};

/**
 * Rooms whose members do not know one another. A member is a file or folder directly in the room; `shared` tells by its name
 * what belongs to none of them. Rules are called by their ids, which have a hyphen; what several of them need has none.
 * @type {Readonly<Record<string, { one: string, shared: (name: string) => boolean }>>}
 */
export const members = {
  stacks: { one: 'a stack kind', shared: (name) => ['stack', 'list', 'references'].includes(name) },
  formats: { one: 'a format', shared: (name) => ['format', 'list'].includes(name) },
  rules: { one: 'a rule', shared: (name) => !name.includes('-') },
};
