// @ts-check
// What a source file imports and exports, by a real parser: type imports count, comments and strings do not.
import { parseSync, Visitor } from 'oxc-parser';

/**
 * @typedef {{ specifier: string, line: number }} Import
 * @typedef {{ name: string, line: number, documented: boolean }} Export `name` is `*` for `export * from`
 */

/**
 * Everything that `text` names as a module: static, dynamic and type imports, re-exports, `import x = require()` and
 * `require()`. A file that cannot be parsed is an error, since nothing could be said about it.
 * @param {string} name of the file, for the parser to tell TypeScript from JavaScript
 * @param {string} text
 * @returns {Import[]} in the order of the text
 */
export function importsOf(name, text) {
  /** @type {{ specifier: string, start: number }[]} */
  const found = [];
  /** @param {{ type: string, value?: unknown, start: number } | null | undefined} node */
  const add = (node) => {
    if (node?.type === 'Literal' && typeof node.value === 'string')
      found.push({ specifier: node.value, start: node.start });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0]);
    },
  }).visit(parsed(name, text).program);
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ specifier, start }) => ({ specifier, line: lineAt(text, start) }));
}

/**
 * What `text` itself declares and exports, and whether a doc comment stands before it. Re-exports are documented where they
 * are declared and left out.
 * @param {string} name
 * @param {string} text
 * @returns {Export[]}
 */
export function exportsOf(name, text) {
  const { program, comments } = parsed(name, text);
  const docEnds = comments.filter((c) => c.type === 'Block' && c.value.startsWith('*')).map((c) => c.end);
  /** @param {number} start */
  const documented = (start) => docEnds.some((end) => end <= start && text.slice(end, start).trim() === '');

  return program.body.flatMap((node) => {
    if (node.type === 'ExportDefaultDeclaration')
      return [{ name: 'default', line: lineAt(text, node.start), documented: documented(node.start) }];
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
    return [{ name: namesIn(node.declaration), line: lineAt(text, node.start), documented: documented(node.start) }];
  });
}

/** @param {import('oxc-parser').Declaration} declaration */
function namesIn(declaration) {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : 'a pattern')).join(', ');
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? declaration.id.name : 'a declaration';
}

/**
 * @param {string} name
 * @param {string} text
 */
function parsed(name, text) {
  const result = parseSync(name, text);
  const [error] = result.errors;
  if (error !== undefined) throw new Error(`${name}: ${error.message}`);
  return result;
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {number} counted from 1
 */
function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
