// @ts-check
// Another editor, whose LSP client nobody here wrote: headless Neovim with `portolan lsp --stdio`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { copyOf, demoWorkspace, extensionFolder, inFreshFolder, repository } from '../lib/places.mjs';

/**
 * @param {{ nvim: string }} options the program
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInNeovim({ nvim }) {
  return inFreshFolder(async (data) => {
    const folder = copyOf(demoWorkspace, path.join(data, 'harbour'));
    const results = path.join(data, 'results.json');
    // No configuration of whoever runs this, and the log of the client where it can be looked at.
    const homes = ['CONFIG', 'DATA', 'STATE', 'CACHE'].map((kind) => [`XDG_${kind}_HOME`, path.join(data, kind)]);
    const script = path.join(repository, 'tools/e2e/tests/neovim.lua');
    const { status, signal, stdout, stderr } = spawnSync(
      nvim,
      ['--headless', '--clean', '-n', '-i', 'NONE', '-c', `luafile ${script}`, '-c', 'cquit 3'],
      {
        cwd: folder,
        env: {
          ...process.env,
          ...Object.fromEntries(homes),
          PORTOLAN_NODE: process.execPath,
          PORTOLAN_CLI: path.join(extensionFolder, 'dist/cli.js'),
          PORTOLAN_RESULTS: results,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    const counted = fs.existsSync(results)
      ? JSON.parse(fs.readFileSync(results, 'utf8'))
      : { passed: 0, failed: 0, failures: [] };
    if (status === 0 && counted.failed === 0 && counted.passed > 0)
      return { passed: counted.passed, failed: 0, skipped: 0 };
    const reason = `Neovim ended with ${status ?? signal}; the folder is ${data}.\n${stdout}${stderr}`;
    return {
      passed: counted.passed,
      failed: Math.max(1, counted.failed),
      skipped: 0,
      failures: [...counted.failures, reason],
    };
  });
}
