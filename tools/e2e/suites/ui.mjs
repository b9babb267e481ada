// @ts-check
// What a person sees and does, in a window with the packaged extension installed. Every step leaves a screenshot in
// out/e2e/shots.
import path from 'node:path';
import { installExtension, startCodeServer } from '../lib/codeserver.mjs';
import { openPage } from '../lib/page.mjs';
import { copyOf, demoWorkspace, inFreshFolder, outFolder } from '../lib/places.mjs';
import { workbench } from '../lib/workbench.mjs';
import { uiTests } from '../tests/ui.mjs';

/**
 * @param {{ host: import('../lib/hosts.mjs').Host, browser: import('../lib/page.mjs').Browser, vsix: string, grep?: string | undefined }} options
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInWindow({ host, browser, vsix, grep = '' }) {
  return inFreshFolder(async (data) => {
    const folder = copyOf(demoWorkspace, path.join(data, 'harbour'));
    installExtension(host, data, vsix);
    // Restricted Mode is on here, as for everyone who opens a folder for the first time.
    const settings = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      // They stand between the characters that the steps look for, and move lines while they are measured.
      'editor.inlayHints.enabled': 'off',
      'editor.codeLens': false,
    };
    const server = await startCodeServer(host, { data, settings });
    const page = await openPage(browser);
    const result = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]) };
    try {
      const window = workbench(page, path.join(outFolder, 'shots'));
      await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
      await window.ready();
      for (const [title, test] of Object.entries(uiTests)) {
        if (!title.includes(grep)) continue;
        try {
          await test({ ...window, folder, server });
          result.passed += 1;
        } catch (error) {
          const shot = await window.picture(`failed-${title.replace(/\W+/g, '-')}`);
          result.failed += 1;
          result.failures.push(
            `${title}: ${error instanceof Error ? error.stack : error}\nLook at ${shot} and in ${data}.`,
          );
        }
      }
      return result;
    } finally {
      await page.close();
      await server.stop();
    }
  });
}
