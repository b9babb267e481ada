// @ts-check
// Starts and stops VS Code's web server, and installs extensions into it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = path.join(path.dirname(fileURLToPath(import.meta.url)), 'serve.mjs');

/** User settings under which nothing moves, asks, updates or calls home while a test looks. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'files.autoSave': 'off',
  'window.confirmBeforeClose': 'never',
  'security.workspace.trust.enabled': false,
};

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {string} authority host and port, as `vscode-remote:` URIs name them
 * @property {number} pid also the id of its process group: extension hosts and language servers are in it
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server whose every file lies below `data`, a fresh folder. Rejects if it is not up in a minute.
 * @param {import('./hosts.mjs').Host} host
 * @param {{ data: string, settings?: object, env?: NodeJS.ProcessEnv, port?: number, token?: string, runsTests?: boolean }} options
 *   `token`: a secret without which the server answers nobody; `runsTests`: the page may name tests to be run in it
 * @returns {Promise<Server>}
 */
export async function startCodeServer(host, { data, settings = {}, env = {}, port, token, runsTests = false }) {
  for (const folder of ['data/User', 'extensions', 'tmp']) fs.mkdirSync(path.join(data, folder), { recursive: true });
  fs.writeFileSync(path.join(data, 'data/User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const access = token === undefined ? { 'without-connection-token': true } : { 'connection-token': token };
  // Newer versions obey the page's `extensionTestsPath` only with this flag, and ignore it without a word otherwise. With it they
  // show no notifications, so that a window that is looked at must not have it.
  const args = { ...folders(data), ...access, port, 'enable-smoke-test-driver': runsTests };
  const child = spawn(host.node, [launcher, host.root, JSON.stringify(args)], {
    env: { ...cleanEnvironment(), TMPDIR: path.join(data, 'tmp'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // a process group of its own
  });
  const kill = killer(child);
  process.once('exit', () => kill('SIGKILL'));
  const chosen = await announcedPort(child, path.join(data, 'server.log'));
  return {
    url: `http://127.0.0.1:${chosen}`,
    authority: `127.0.0.1:${chosen}`,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => {
          kill('SIGKILL'); // what is left of the group
          resolve();
        });
        kill('SIGTERM');
        setTimeout(() => kill('SIGKILL'), 3000).unref();
      }),
  };
}

/**
 * Installs a packaged extension as `code --install-extension` does.
 * @param {import('./hosts.mjs').Host} host
 * @param {string} data
 * @param {string} vsix
 */
export function installExtension(host, data, vsix) {
  const args = JSON.stringify({ ...folders(data), 'install-extension': [vsix], force: true });
  const result = spawnSync(host.node, [launcher, host.root, args], { env: cleanEnvironment(), encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${path.basename(vsix)} could not be installed:\n${result.stdout}${result.stderr}`);
}

/** @param {string} data */
function folders(data) {
  return {
    'server-data-dir': data,
    'user-data-dir': path.join(data, 'data'),
    'extensions-dir': path.join(data, 'extensions'),
  };
}

/** The environment without what a VS Code terminal puts there, which would make the server take itself for a part of that window. */
function cleanEnvironment() {
  const foreign = /^(VSCODE_|CODE_SERVER_|ELECTRON_|XDG_RUNTIME_DIR$|NODE_OPTIONS$|NODE_V8_COVERAGE$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** @param {import('node:child_process').ChildProcess} child */
function killer(child) {
  return (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It is gone already.
    }
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {string} log
 * @returns {Promise<number>}
 */
function announcedPort(child, log) {
  const file = fs.createWriteStream(log);
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Error(`VS Code's server ${why}\n${output}`));
    const timer = setTimeout(() => fail('did not start in a minute'), 60_000);
    const collect = (/** @type {Buffer} */ chunk) => {
      file.write(chunk);
      output += chunk;
      const port = /^\{"port": (\d+)\}$/m.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', (status, signal) => {
      clearTimeout(timer);
      fail(`ended (${status ?? signal})`);
    });
  });
}
