// @ts-check
// The mocha tests in the Node extension host of a VS Code whose window is a page.
import fs from 'node:fs';
import path from 'node:path';
import { testBundles } from '../bundle.mjs';
import { installExtension, startCodeServer } from '../lib/codeserver.mjs';
import { openPage, watchTestWindow } from '../lib/page.mjs';
import { copyOf, demoWorkspace, extensionFolder, inFreshFolder, outFolder } from '../lib/places.mjs';
import { verdict } from '../lib/results.mjs';

/**
 * With `vsix`, the packaged extension is installed and tested as users get it: what the package lacks is missing here.
 * Without, the checkout is.
 * @param {{ host: import('../lib/hosts.mjs').Host, browser: import('../lib/page.mjs').Browser, vsix?: string }} options
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInExtensionHost({ host, browser, vsix }) {
  return inFreshFolder(async (data) => {
    copyOf(demoWorkspace, path.join(data, 'harbour'));
    const results = path.join(data, 'results.json');
    if (vsix !== undefined) installExtension(host, data, vsix);
    const env = { PORTOLAN_E2E_RESULTS: results };
    const server = await startCodeServer(host, { data, env, runsTests: true });
    const page = await openPage(browser);
    try {
      const { log, ended } = await watchTestWindow(page, 600);
      const remote = (/** @type {string} */ file) => `vscode-remote://${server.authority}${file}`;
      const payload = [
        ['extensionDevelopmentPath', remote(vsix === undefined ? extensionFolder : carrier(data))],
        ['extensionTestsPath', remote(testBundles.node)],
        ['skipWelcome', 'true'],
      ];
      // A workspace file, not a folder: adding a folder to a window that has one alone would start it anew.
      const workspace = path.join(data, 'harbour.code-workspace');
      fs.writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'harbour' }] }));
      const query = new URLSearchParams({ workspace, payload: JSON.stringify(payload) });
      await page.goto(`${server.url}/?${query}`);
      const code = await ended;
      const counted = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : undefined;
      const result = verdict(
        code,
        counted,
        `Look in ${data}: end.png, server.log, data/logs; and at out/e2e/${host.name}.log.`,
      );
      fs.writeFileSync(path.join(outFolder, `${host.name}.log`), log.join('\n'));
      if (result.failed > 0) {
        await page.screenshot({ path: path.join(data, 'end.png') }).catch(() => undefined);
      }
      return result;
    } finally {
      await page.close();
      await server.stop();
    }
  });
}

/**
 * An empty extension: the one under test is installed, but a window that runs tests must develop something.
 * @param {string} data
 */
function carrier(data) {
  const folder = path.join(data, 'carrier');
  fs.mkdirSync(folder);
  const manifest = { name: 'carrier', publisher: 'portolan-tests', version: '0.0.1', engines: { vscode: '*' } };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
