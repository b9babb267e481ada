// @ts-check
// The page of the picture in a browser, without an editor around it.
import fs from 'node:fs';
import path from 'node:path';
import { openMapPage } from '../lib/mapPage.mjs';
import { mapOf } from '../lib/mapOf.mjs';
import { demoWorkspace, outFolder } from '../lib/places.mjs';
import { pageTests } from '../tests/page.mjs';

/**
 * @param {{ browser: import('../lib/page.mjs').Browser, grep?: string | undefined }} options
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export async function runOnPage({ browser, grep = '' }) {
  fs.mkdirSync(path.join(outFolder, 'shots'), { recursive: true });
  const demo = await mapOf(demoWorkspace);
  const result = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]) };
  for (const [title, test] of Object.entries(pageTests)) {
    if (!title.includes(grep)) continue;
    /** @type {(() => Promise<void>)[]} */
    const opened = [];
    try {
      await test({
        map: demo,
        async open({ map = demo, theme = 'dark', state } = {}) {
          const page = await openMapPage(browser, { map, theme, state });
          opened.push(page.close);
          return page;
        },
      });
      result.passed += 1;
    } catch (error) {
      result.failed += 1;
      result.failures.push(`${title}: ${error instanceof Error ? error.stack : error}`);
    } finally {
      for (const close of opened) await close().catch(() => undefined);
    }
  }
  return result;
}
