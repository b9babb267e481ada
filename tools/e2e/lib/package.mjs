// @ts-check
// Packages the extension as users get it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { extensionFolder, outFolder, repository } from './places.mjs';

/** Writes the package of the built extension into `outFolder` and returns its path; throws if that fails. */
export function packageExtension() {
  const vsix = path.join(outFolder, 'portolan.vsix');
  fs.mkdirSync(outFolder, { recursive: true });
  const vsce = path.join(repository, 'node_modules/@vscode/vsce/vsce');
  const options = ['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  const result = spawnSync(process.execPath, [vsce, ...options], { cwd: extensionFolder, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the extension could not be packaged:\n${result.stdout}${result.stderr}`);
  return vsix;
}
