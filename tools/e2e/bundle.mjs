// @ts-check
// Bundles the tests that run inside an extension host: one file for Node, one for the web worker.
import * as esbuild from 'esbuild';
import path from 'node:path';
import { outFolder, repository } from './lib/places.mjs';

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: repository,
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  sourcemap: 'inline',
  logLevel: 'warning',
  keepNames: true,
};

/** The bundles, as VS Code's `extensionTestsPath` wants them. */
export const testBundles = { node: path.join(outFolder, 'host.js'), web: path.join(outFolder, 'web.js') };

/** Builds both. */
export async function bundleTests() {
  await Promise.all([
    esbuild.build({
      ...common,
      platform: 'node',
      external: ['vscode', 'mocha'], // mocha looks for its own files
      entryPoints: ['tools/e2e/tests/host.ts'],
      outfile: testBundles.node,
    }),
    esbuild.build({
      ...common,
      platform: 'browser',
      external: ['vscode'],
      define: { global: 'globalThis' },
      entryPoints: ['tools/e2e/tests/web.ts'],
      outfile: testBundles.web,
    }),
  ]);
}
