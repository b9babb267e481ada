// @ts-check
// Bundles the tests that run inside an extension host: one file for Node, one for the web worker.
import { spawnSync } from 'node:child_process';
import * as esbuild from 'esbuild';
import path from 'node:path';
import { demoWorkspace, extensionFolder, outFolder, repository } from './lib/places.mjs';

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

/**
 * Builds both, with the findings of the command line in them.
 * @param {string} grep picks tests by their titles; empty for all
 */
export async function bundleTests(grep = '') {
  const define = {
    FINDINGS_OF_THE_COMMAND_LINE: JSON.stringify(findingsOfTheCommandLine()),
    TITLES: JSON.stringify(grep),
  };
  await Promise.all([
    esbuild.build({
      ...common,
      define,
      platform: 'node',
      external: ['vscode', 'mocha'], // mocha looks for its own files
      entryPoints: ['tools/e2e/tests/host.ts'],
      outfile: testBundles.node,
    }),
    esbuild.build({
      ...common,
      platform: 'browser',
      external: ['vscode'],
      define: { ...define, global: 'globalThis' },
      entryPoints: ['tools/e2e/tests/web.ts'],
      outfile: testBundles.web,
    }),
  ]);
}

/** What `portolan check` finds in the demo workspace, as the tests write findings: `path:line rule`, sorted. */
function findingsOfTheCommandLine() {
  const cli = path.join(extensionFolder, 'dist/cli.js');
  const args = [cli, 'check', demoWorkspace, '--format', 'json', '--fail-on', 'never'];
  const result = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`portolan check failed on the demo workspace: ${result.stderr}`);
  /** @type {{ findings: { path: string, line: number, rule: string }[] }} */
  const { findings } = JSON.parse(result.stdout);
  return findings.map(({ path: file, line, rule }) => `${file}:${line} ${rule}`).sort();
}
