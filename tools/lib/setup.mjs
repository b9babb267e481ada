// @ts-check
// Makes a fresh checkout ready: packages installed as the lock file says, bundles built from the present sources.
// Both steps leave a stamp, so that the second time costs a few milliseconds and no network. Built-ins only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bundles, demo } from '../bundles.mjs';
import { filesBelow, repository, runAttached } from './repo.mjs';

const installStamp = path.join(repository, 'node_modules', '.portolan-lock-hash');
const buildStamp = path.join(repository, 'dist', '.inputs.json');

/** What the bundles are made of: a change in any of these, and in nothing else, calls for a new build. */
const buildInputs = ['shared/src', 'server/src', 'client/src', 'tools/shims', demo.folder];
const buildInputFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'tools/build.mjs', 'tools/bundles.mjs'];

/**
 * Installs the packages if the lock file is not the one of the last installation.
 * @returns {boolean} false after a failure, which has then been told in one sentence
 */
export function ensureInstalled() {
  // The native parts of the packages belong to one system: a checkout shared with another one must be installed anew.
  const wanted = `${sha256(fs.readFileSync(path.join(repository, 'package-lock.json')))} ${process.platform}-${process.arch}`;
  if (readIfThere(installStamp) === wanted) return true;
  console.error('Installing the packages of the lock file (the first time, and when it changed) …');
  const result = npm([
    'ci',
    '--include=dev',
    '--ignore-scripts',
    // What calls this may be a script inside `npm install --global`, which hands that down.
    '--no-global',
    '--prefer-offline',
    '--fetch-retries=1',
    // npm waits before it tries again, for each package anew: without a network that would take minutes to admit.
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=2000',
    '--no-audit',
    '--no-fund',
    // `npm --silent start` hands its silence down, and with it the reason of a failure.
    '--loglevel=error',
  ]);
  if (result.status !== 0) {
    console.error(
      `Portolan could not install its packages (${reasonOf(result)}): check the network or npm's registry setting, then run this again.`,
    );
    return false;
  }
  fs.writeFileSync(installStamp, wanted);
  return true;
}

/**
 * Builds the bundles if anything that they are made of has changed since the last build, or one of them is gone.
 * @returns {boolean} false after a failure, which has then been told
 */
export function ensureBuilt() {
  const inputs = hashOfInputs();
  const stamp = parsedStamp();
  const upToDate =
    stamp?.inputs === inputs && stamp.outputs.every((name) => fs.existsSync(path.join(repository, name)));
  return upToDate || build(inputs);
}

/**
 * Builds the bundles whether or not anything changed.
 * @param {string} inputs the hash under which the result will be known
 */
export function build(inputs = hashOfInputs()) {
  fs.rmSync(buildStamp, { force: true });
  if (runAttached(process.execPath, [path.join(repository, 'tools/build.mjs')]) !== 0) return false;
  const outputs = [
    ...bundles.map(({ outfile }) => outfile),
    'dist/meta.json',
    'dist/THIRD-PARTY-NOTICES.txt',
    demo.outfile,
  ];
  fs.writeFileSync(buildStamp, JSON.stringify({ inputs, outputs }));
  return true;
}

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const name of [...buildInputFiles, ...buildInputs.flatMap((folder) => filesBelow(repository, folder))]) {
    hash.update(`${name}\0`).update(sha256(fs.readFileSync(path.join(repository, name))));
  }
  return hash.digest('hex');
}

/** @returns {{ inputs: string, outputs: string[] } | undefined} */
function parsedStamp() {
  try {
    return JSON.parse(fs.readFileSync(buildStamp, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * npm by way of the script that started us, if it did; that works without a shell on every system.
 * @param {string[]} args
 * @param {string} [cwd]
 */
export function npm(args, cwd = repository) {
  const script = process.env['npm_execpath'];
  /** @type {import('node:child_process').SpawnSyncOptionsWithStringEncoding} */
  const options = { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  if (script !== undefined && path.basename(script) === 'npm-cli.js')
    return spawnSync(process.execPath, [script, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * The code and the first explanation in npm's own words, on one line.
 * @param {import('node:child_process').SpawnSyncReturns<string>} result
 */
function reasonOf(result) {
  if (result.error !== undefined) return result.error.message;
  const lines = result.stderr.split('\n').flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line)?.[1] ?? []);
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length);
  const told = lines.find((line) => !/^(?:code|errno|syscall|type|network|address|port) /.test(line));
  return [code ?? `npm ci ended with ${result.status ?? 'a signal'}`, told]
    .filter((part) => part !== undefined)
    .join(': ');
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
