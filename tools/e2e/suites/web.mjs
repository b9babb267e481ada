// @ts-check
// The mocha tests in VS Code for the Web: client in the web worker extension host, server in a web worker.
import fs from 'node:fs';
import path from 'node:path';
import { testBundles } from '../bundle.mjs';
import { openPage, watchTestWindow } from '../lib/page.mjs';
import { demoWorkspace, inFreshFolder, outFolder } from '../lib/places.mjs';
import { RESULT_MARK, verdict } from '../lib/results.mjs';
import { serveWebWorkbench } from '../lib/webworkbench.mjs';

/**
 * @param {{ host: import('../lib/hosts.mjs').Host, browser: import('../lib/page.mjs').Browser }} options
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInWebWorker({ host, browser }) {
  return inFreshFolder(async (data) => {
    const tests = path.basename(testBundles.web);
    const { url, missed, stop } = await serveWebWorkbench({ host, workspace: demoWorkspace, tests });
    const page = await openPage(browser);
    try {
      const { log, ended } = await watchTestWindow(page, 600);
      await page.goto(url);
      const code = await ended;
      const entry = log.find((text) => text.includes(RESULT_MARK));
      const counted = entry && JSON.parse(entry.slice(entry.indexOf(RESULT_MARK) + RESULT_MARK.length));
      const result = verdict(
        code,
        counted,
        `Look in ${data}: end.png; and at out/e2e/web.log. Not found: ${missed.join(' ')}`,
      );
      fs.writeFileSync(path.join(outFolder, 'web.log'), log.join('\n'));
      if (result.failed > 0) {
        await page.screenshot({ path: path.join(data, 'end.png') }).catch(() => undefined);
      }
      return result;
    } finally {
      await page.close();
      stop();
    }
  });
}
