// @ts-check
// The package of the extension, for the desktop and the web in one. .vscodeignore says what goes in, tools/package/contents.json what
// must be in it.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { repository } from '../lib/repo.mjs';

/**
 * Packages the built extension. What vsce only warns of is an error here: the marketplace shows it to everyone.
 * @param {string} folder that holds the extension's package.json and dist/
 * @param {string} file to write
 */
export function packVsix(folder, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  const vsce = path.join(repository, 'node_modules/@vscode/vsce/vsce');
  // Who reads the page on the marketplace has no checkout.
  const page = ['--readme-path', 'docs/marketplace.md'];
  const args = [vsce, 'package', '--no-dependencies', ...page, '--out', file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    // A question would wait for ever.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = `${stdout}${stderr}`;
  if (status !== 0 || /\bWARNING\b/.test(said)) throw new Error(`the extension could not be packaged:\n${said.trim()}`);
}
