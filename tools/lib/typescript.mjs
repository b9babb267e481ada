// @ts-check
// Runs TypeScript of this repository, which Node 20 cannot do by itself: bundled, imported, gone.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './repo.mjs';

/**
 * The exports of a TypeScript module.
 * @param {string} entry relative to the repository
 * @returns {Promise<any>} to be given the type `typeof import(…)` by the caller
 */
export async function importTypeScript(entry) {
  // Inside node_modules, so that packages are found from there.
  const folder = path.join(repository, 'node_modules/.cache/portolan');
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}-${process.pid}.mjs`);
  try {
    await esbuild.build({
      absWorkingDir: repository,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      sourcemap: 'inline',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(outfile, { force: true });
  }
}
