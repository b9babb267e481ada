// @ts-check
// Where the end-to-end tests find and put things.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repository } from '../../lib/repo.mjs';

export { repository };

/** The editors that the tests run in, downloaded once (git-ignored). */
export const hostsFolder = path.join(repository, '.vscode-test');

/** Bundles of the tests, the package under test and screenshots (git-ignored). */
export const outFolder = path.join(repository, 'out/e2e');

/** The workspace that the tests open. They never open the original: {@link copyOf}. */
export const demoWorkspace = path.join(repository, 'test-fixtures/workspaces/harbour');

/** The folder that holds package.json and dist/ of the extension under test; PORTOLAN_E2E_EXTENSION names another checkout's. */
export const extensionFolder = path.resolve(process.env['PORTOLAN_E2E_EXTENSION'] ?? repository);

/** A fresh folder with a short name: the paths of the editors' sockets in it must stay under 103 characters. */
export const freshFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'p-'));

/**
 * Runs a suite in a fresh folder for all that it writes. The folder is removed if the suite passed and kept if not.
 * @param {(folder: string) => Promise<import('./results.mjs').Result>} suite
 */
export async function inFreshFolder(suite) {
  const folder = freshFolder();
  const result = await suite(folder);
  if (result.failed === 0) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return result;
}

/**
 * Copies a workspace, so that tests may write in it.
 * @param {string} workspace
 * @param {string} target
 */
export function copyOf(workspace, target) {
  fs.cpSync(workspace, target, { recursive: true });
  return target;
}

/**
 * The first of `names` that is on the PATH.
 * @param {...string} names
 */
export function onPath(...names) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.existsSync(file));
}

/** A Chromium, or undefined. PORTOLAN_CHROMIUM names one that lies elsewhere. */
export function findChromium() {
  const named = process.env['PORTOLAN_CHROMIUM'];
  if (named && fs.existsSync(named)) return named;
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return (
    onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    (fs.existsSync(mac) ? mac : undefined)
  );
}
