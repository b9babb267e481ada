// @ts-check
// Takes the picture of the README: the demo workspace in a real VS Code, with a squiggle and the hover on it. dist/ must be built.
//   node tools/screenshot.mjs     writes docs/images/editor.png
import fs from 'node:fs';
import path from 'node:path';
import { installExtension, startCodeServer } from './e2e/lib/codeserver.mjs';
import { installHost } from './e2e/lib/hosts.mjs';
import { packageExtension } from './e2e/lib/package.mjs';
import { openPage, startBrowser } from './e2e/lib/page.mjs';
import { copyOf, demoWorkspace, freshFolder, repository } from './e2e/lib/places.mjs';
import { workbench } from './e2e/lib/workbench.mjs';

const target = path.join(repository, 'docs/images');
const data = freshFolder();
const folder = copyOf(demoWorkspace, path.join(data, 'harbour'));
const host = installHost('newest');
installExtension(host, data, packageExtension());
const settings = {
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'editor.hover.above': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'editor.inlayHints.enabled': 'off',
  'editor.codeLens': false,
};
const server = await startCodeServer(host, { data, settings });
const browser = await startBrowser();
try {
  const page = await openPage(browser, { width: 1100, height: 620, scale: 1.5 });
  const window = workbench(page, target);
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
  await window.ready();
  await window.open('compose.yaml');
  await window.activeEditor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
  const box = await window.hover('80', '${WEB_PORT}:');
  await box.getByText('container').first().waitFor();
  await box.getByText('Loading').waitFor({ state: 'detached' });
  console.log(await window.picture('editor'));
} finally {
  await browser.close();
  await server.stop();
  fs.rmSync(data, { recursive: true, force: true, maxRetries: 3 });
}
