// @ts-check
// What the house asks of each source file: a length that can be read in one sitting, and words on what it exports.
import fs from 'node:fs';
import path from 'node:path';
import { exportsOf } from '../lib/modules.mjs';
import { filesOfGit } from '../lib/repo.mjs';

/**
 * Files longer than the limit, but for the tables that are named; a table that is no longer long, or gone, need not be named.
 * @param {string} root
 * @param {{ limit: number, tables: readonly string[] }} lines
 * @returns {string[]}
 */
export function checkLength(root, { limit, tables }) {
  const files = filesOfGit(root, ['shared', 'server', 'client', 'tools', '.ci']).filter((name) =>
    /\.(?:[cm]?[jt]s|lua|sh)$/.test(name),
  );
  const long = new Map(files.map((name) => [name, linesIn(root, name)]));
  for (const [name, lines] of long) if (lines <= limit) long.delete(name);
  return [
    ...(files.length === 0 ? ['there is no source file to check'] : []),
    ...[...long]
      .filter(([name]) => !tables.includes(name))
      .map(([name, lines]) => `${name}: ${lines} lines, and ${limit} is the limit`),
    ...tables.filter((name) => !long.has(name)).map((name) => `tools/budgets.json: ${name} is no long table`),
  ];
}

/**
 * Exports without a doc comment.
 * @param {string} root
 * @returns {string[]}
 */
export function checkDocumented(root) {
  const files = filesOfGit(root, ['shared/src', 'server/src', 'client/src']).filter((name) => name.endsWith('.ts'));
  return [
    ...(files.length === 0 ? ['there is no source file to check'] : []),
    ...files.flatMap((name) =>
      exportsOf(name, fs.readFileSync(path.join(root, name), 'utf8'))
        .filter(({ documented }) => !documented)
        .map((found) => `${name}:${found.line}: ${found.name} is exported without a doc comment`),
    ),
  ];
}

/**
 * @param {string} root
 * @param {string} name
 */
function linesIn(root, name) {
  return fs.readFileSync(path.join(root, name), 'utf8').replace(/\n$/, '').split('\n').length;
}
