// @ts-check
// `npm test`: builds, then runs every suite, and closes with the counts over all of them, alone on the last line.
//   node tools/test.mjs [SUITE…]     (build, check, vitest, e2e)
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { closingLine, judged, suitesIn, sum } from './lib/counts.mjs';
import { repository } from './lib/repo.mjs';
import { ensureBuilt } from './lib/setup.mjs';

/** @typedef {import('./lib/counts.mjs').Suite} Suite */

/** @type {Readonly<Record<string, () => Suite[] | Promise<Suite[]>>>} */
const runs = {
  build: () => [
    { name: 'build', passed: 0, failed: 0, skipped: 0, ...(ensureBuilt() ? { passed: 1 } : { failed: 1 }) },
  ],
  check: () => printed('check', ['tools/check.mjs']),
  vitest,
  e2e: () => printed('e2e', ['tools/e2e/run.mjs']),
};

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(runs, name));
if (unknown !== undefined) {
  console.error(`There is no suite “${unknown}”; there are ${Object.keys(runs).join(', ')}.`);
  process.exit(2);
}

/** @type {Suite[]} */
const suites = [];
for (const [name, run] of Object.entries(runs)) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.log(`\n--- ${name}`);
  suites.push(...(await run()));
  // Nothing that is tested from here on would be what the sources say.
  if (name === 'build' && suites.some(({ failed }) => failed > 0)) break;
}

console.log('\n--- in all');
for (const suite of suites) console.log(`${suite.name}: ${closingLine(suite)}`);
const total = sum(suites);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
console.log(closingLine(total));

/**
 * vitest with a reporter for people, and one that counts into a file: nothing is read out of what it prints.
 * @returns {Promise<Suite[]>}
 */
async function vitest() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-test-'));
  const file = path.join(folder, 'counts.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./tools/lib/vitest-counts.mjs',
  ];
  try {
    const { code } = await node(args, { PORTOLAN_COUNTS: file });
    /** @type {Suite} */
    const counts = fs.existsSync(file)
      ? JSON.parse(fs.readFileSync(file, 'utf8'))
      : { passed: 0, failed: 0, skipped: 0 };
    return judged('vitest', [{ ...counts, name: 'vitest' }], code);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * A program that prints a line of counts for each of its suites.
 * @param {string} name
 * @param {string[]} args
 */
async function printed(name, args) {
  const { code, stdout } = await node(args, {});
  return judged(name, suitesIn(stdout), code);
}

/**
 * Shows what a program prints and keeps it too.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, stdout: string }>}
 */
function node(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      process.stdout.write(text);
    });
    child.on('error', (error) => resolve({ code: 2, stdout: stdout + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 2, stdout }));
  });
}
