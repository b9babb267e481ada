// @ts-check
// Where the repository is, which files it has, and how to run a program in it. Built-ins only.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the checkout that these tools belong to. */
export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Folders whose contents are nobody's source. */
const skipped = new Set(['node_modules', 'dist', 'out', '.git', '.vscode-test', 'coverage']);

/**
 * Every regular file below `folder` (relative to `root`), as paths relative to `root` with `/`, sorted. A folder that does
 * not exist has no files. Links are not followed.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(root, folder) {
  /** @type {fs.Dirent[]} */
  let entries;
  try {
    entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .flatMap((entry) => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(root, name);
      return entry.isFile() ? [name] : [];
    })
    .sort();
}

/**
 * The files that git knows or would add (tracked and untracked, not ignored) and that exist, below `folders`; an error if
 * git cannot say. It is the yardstick by which the checks prove that they looked at everything.
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {string[]}
 */
export function filesOfGit(root, folders) {
  const result = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0)
    throw new Error(`git could not list the files: ${result.error?.message ?? result.stderr.trim()}`);
  const names = new Set(result.stdout.split('\0').filter((name) => name !== ''));
  return [...names].filter((name) => fs.existsSync(path.join(root, name))).sort();
}

/**
 * Runs a program with this process's own terminal and waits for it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {number} its exit code; 2 if it could not be started or was ended by a signal
 */
export function runAttached(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: repository, stdio: 'inherit', ...options });
  if (result.error !== undefined)
    console.error(`${path.basename(program)} could not be started: ${result.error.message}.`);
  return result.status ?? 2;
}

/**
 * Runs a program and collects what it prints.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} `code` is 2 if it could not be started or was ended by a signal
 */
export function runCollected(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => resolve({ code: 2, stdout, stderr: stderr + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 2, stdout, stderr }));
  });
}
