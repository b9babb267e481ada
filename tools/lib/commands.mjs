// @ts-check
// The commands of tools/run.mjs. Built-ins only.
import path from 'node:path';
import { repository, runAttached } from './repo.mjs';
import { build, ensureBuilt, ensureInstalled } from './setup.mjs';

/** A command takes the arguments after its name and answers with the exit code; 2 means that it could not run. */
/** @typedef {(args: string[]) => number} Command */

/** What `npm start` and `npm run editor` show when no folder is named. */
const demo = path.join(repository, 'test-fixtures/workspaces/harbour');

/** @type {Readonly<Record<string, Command>>} */
export const commands = {
  start: (args) => (ready() ? report(args) : 2),
  test: (args) => (installed() ? tool('test.mjs', args) : 2),
  check: (args) => (ready() ? tool('check.mjs', args) : 2),
  editor: (args) => (ready() ? tool('e2e/editor.mjs', [...folderFirst(args)]) : 2),
  bench: (args) => (ready() ? tool('bench.mjs', args) : 2),
  fuzz: (args) => (ready() ? tool('fuzz.mjs', args) : 2),
  generate: (args) => (installed() ? tool('generate.mjs', args) : 2),
  format: (args) => (installed() ? program('prettier/bin/prettier.cjs', ['--write', '.', ...args]) : 2),
  build: () => (installed() && build() ? 0 : 2),
  package: (args) => (ready() ? tool('package.mjs', args) : 2),
  help: () => {
    console.log(`npm start [-- PATH], npm test, or npm run ${Object.keys(commands).slice(2, -1).join(', ')}`);
    return 0;
  },
};

const installed = ensureInstalled;
const ready = () => ensureInstalled() && ensureBuilt();

/**
 * Checks a folder and shows what is wrong in it. Showing it is the whole task here, so findings are no failure, and neither
 * is a folder in which there is nothing to check (the command-line tool's 3); gates use `portolan check` itself.
 * @param {string[]} args
 */
function report(args) {
  const code = runAttached(process.execPath, [
    path.join(repository, 'dist/cli.js'),
    'check',
    ...folderFirst(args),
    '--fail-on',
    'never',
  ]);
  return code === 0 || code === 3 ? 0 : 2;
}

/**
 * npm runs scripts in the repository, but a path is meant from where the person stands.
 * @param {string[]} args
 */
function folderFirst(args) {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-')) return [demo, ...args];
  return [path.resolve(process.env['INIT_CWD'] ?? process.cwd(), first), ...rest];
}

/**
 * @param {string} name
 * @param {string[]} args
 */
function tool(name, args) {
  return runAttached(process.execPath, [path.join(repository, 'tools', name), ...args]);
}

/**
 * @param {string} script below node_modules
 * @param {string[]} args
 */
function program(script, args) {
  return runAttached(process.execPath, [path.join(repository, 'node_modules', script), ...args]);
}
