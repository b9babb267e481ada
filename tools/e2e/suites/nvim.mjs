// @ts-check
// Another editor, whose LSP client nobody here wrote: headless Neovim, configured as docs/editors/neovim.md says.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { copyOf, demoWorkspace, extensionFolder, inFreshFolder, repository } from '../lib/places.mjs';

/** Two services that publish one port: what is found in a second folder. */
const OTHER = 'services:\n  a: { image: a, ports: ["81:80"] }\n  b: { image: b, ports: ["81:80"] }\n';

/**
 * @param {{ nvim: string }} options the program
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInNeovim({ nvim }) {
  return inFreshFolder(async (data) => {
    const folder = copyOf(demoWorkspace, path.join(data, 'harbour'));
    const other = path.join(data, 'other');
    fs.mkdirSync(other);
    fs.writeFileSync(path.join(other, 'compose.yaml'), OTHER);
    const results = path.join(data, 'results.json');
    const snippets = path.join(data, 'snippets.json');
    fs.writeFileSync(snippets, JSON.stringify(snippetsOf('docs/editors/neovim.md', 'lua')));
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
          PATH: `${programIn(data)}${path.delimiter}${process.env['PATH'] ?? ''}`,
          PORTOLAN_SNIPPETS: snippets,
          PORTOLAN_OTHER: other,
          PORTOLAN_RESULTS: results,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
        timeout: 180_000,
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

/**
 * The blocks of a language in a page, in their order.
 * @param {string} page
 * @param {string} language
 */
function snippetsOf(page, language) {
  const text = fs.readFileSync(path.join(repository, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);
}

/**
 * A folder with the program `portolan`, as npm would install it.
 * @param {string} data
 */
function programIn(data) {
  const bin = path.join(data, 'bin');
  fs.mkdirSync(bin);
  const cli = path.join(extensionFolder, 'dist/cli.js');
  fs.writeFileSync(path.join(bin, 'portolan'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}
