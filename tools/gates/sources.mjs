// @ts-check
// What the house asks of each source file: a length that can be read in one sitting, and words on what it exports.
import fs from 'node:fs';
import path from 'node:path';
import { exportsOf } from '../lib/modules.mjs';
import { filesOfGit } from '../lib/repo.mjs';

/**
 * Files longer than the limit, but for the tables that are named; a table that is no longer long, or gone, need not be named.
 * @param {string} root
 * @param {{ limit: number, limitOfTests: number, tables: readonly string[] }} lines a test may be longer: it is read case by case
 * @returns {string[]}
 */
export function checkLength(root, { limit, limitOfTests, tables }) {
  const files = filesOfGit(root, ['shared', 'server', 'client', 'tools', '.ci']).filter((name) =>
    /\.(?:[cm]?[jt]s|lua|sh)$/.test(name),
  );
  const long = files.flatMap((name) => {
    const lines = linesIn(root, name);
    const most = name.includes('/test/') ? limitOfTests : limit;
    return lines > most ? [{ name, problem: `${name}: ${lines} lines, and ${most} is the limit` }] : [];
  });
  return [
    ...(files.length === 0 ? ['there is no source file to check'] : []),
    ...long.filter(({ name }) => !tables.includes(name)).map(({ problem }) => problem),
    ...tables
      .filter((table) => !long.some(({ name }) => name === table))
      .map((table) => `tools/budgets.json: ${table} is no long table`),
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
