// @ts-check
// The steps of the window suite, in order: each begins in the window that the one before it left.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { languageServers } from '../lib/processes.mjs';

/** @typedef {import('../lib/workbench.mjs').Workbench & { folder: string, server: import('../lib/codeserver.mjs').Server }} Window */

/** @type {Readonly<Record<string, (window: Window) => Promise<void>>>} */
export const uiTests = {
  async 'findings are counted before any file is open, in Restricted Mode'({ page, picture }) {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await page.locator('[id="status.problems"]', { hasText: /[1-9]/ }).waitFor();
    await picture('restricted');
  },
  async 'a squiggle stands under the port that is wrong'({ open, activeEditor, place, picture }) {
    await open('compose.yaml');
    const { x, y } = await place('80', '${WEB_PORT}:');
    const squiggles = activeEditor.locator('.squiggly-warning');
    await squiggles.first().waitFor({ state: 'attached' }); // an empty element: never "visible"
    const boxes = await Promise.all((await squiggles.all()).map((squiggle) => squiggle.boundingBox()));
    const isUnder = boxes.some(
      (box) => box && Math.abs(box.x + box.width / 2 - x) < 8 && Math.abs(box.y + box.height / 2 - y) < 12,
    );
    assert(isUnder, `no squiggle at ${x}, ${y}: ${JSON.stringify(boxes)}`);
    await picture('squiggle');
  },
  async 'the hover tells the way of the port, and its links lead there'({ page, open, hover, activeEditor, picture }) {
    await open('compose.yaml');
    const box = await hover('3000', '3001:');
    await box.getByText('listens').first().waitFor();
    await picture('hover');
    await box.getByText('Dockerfile:5').first().click();
    await page.locator('.tabs-container .tab.active[data-resource-name="Dockerfile"]').waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 5,' }).waitFor();
    await activeEditor.locator('.view-line', { hasText: 'EXPOSE' }).first().waitFor();
    await picture('hover-link');
  },
  async 'Go to Definition leads from a name to the port that it names'({ page, open, click, picture }) {
    await open('k8s/web.yaml', 36);
    await click('http', 'targetPort');
    await page.keyboard.press('F12');
    await page.locator('.statusbar-item', { hasText: 'Ln 19,' }).waitFor();
    await picture('definition');
  },
  async 'a quick fix takes the quotes off, and nothing else'({ open, click, quickFix, place, save, folder }) {
    const file = path.join(folder, 'k8s/api.yaml');
    const before = fs.readFileSync(file, 'utf8');
    await open('k8s/api.yaml', 35);
    await click('3000', 'port: "');
    await quickFix('3000', 'quick-fix');
    await place('port: 3000');
    await save();
    assert.equal(fs.readFileSync(file, 'utf8'), before.replace('port: "3000"', 'port: 3000'));
  },
  async 'Explain This Finding shows a tree, whose rows lead to their places'({ page, open, click, command, picture }) {
    await open('compose.yaml', 16);
    await click('5433', 'DATABASE_URL');
    await command('Portolan: Explain This Finding');
    const rows = page.locator('.pane-body .monaco-list-row');
    // The last part is opened last: then all of them are as they should be.
    await rows.filter({ hasText: 'asks db:5433' }).first().waitFor();
    await picture('explanation');
    // From the claim to the second place, over the first one and its value.
    await rows.filter({ hasText: 'DATABASE_URL dials' }).first().click();
    const place = rows.filter({ hasText: 'host port 5433 leads' });
    for (let left = 8; left > 0 && (await place.and(page.locator('.focused')).count()) === 0; left--)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: 'Ln 42,' }).waitFor();
    await picture('explanation-place');
  },
  async 'the language status item tells the state of the index'({ page, picture }) {
    await page.locator('[id="status.languageStatus"]').hover(); // a click would make it stay
    const item = page.locator('.hover-language-status', { hasText: /\d+ findings? in \d+ files?/ });
    await item.waitFor();
    await picture('status');
    await page.mouse.move(640, 300); // it lies where notifications appear
    await item.waitFor({ state: 'hidden' });
  },
  async 'Check Workspace shows the problems'({ page, command, picture }) {
    await command('Portolan: Check Workspace');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'container-port-mismatch' }).first().waitFor();
    await picture('problems');
  },
  async 'Show Output shows the output'({ page, command, picture }) {
    await command('Portolan: Show Output');
    // The channel's name stands in a list or in a menu, by version.
    await page.locator('.part.panel select:visible', { hasText: 'Portolan' }).first().waitFor();
    await picture('output');
  },
  async 'the output tells what editor and server say to each other, as soon as it is to'({ page, folder, picture }) {
    const told = page.locator('.part.panel .view-line', { hasText: /(?:Sending|Received).\w+.'/ });
    assert.equal(await told.count(), 0, 'something was told before anybody asked');
    writeSettings(folder, { 'portolan.trace.server': 'messages' });
    await told.first().waitFor();
    await picture('trace');
    writeSettings(folder, {});
  },
  async 'in Restricted Mode a folder sets severities, but no limits of the machine'({
    open,
    activeEditor,
    folder,
    page,
  }) {
    await open('compose.yaml', 12);
    const warnings = activeEditor.locator('.squiggly-warning');
    await warnings.first().waitFor({ state: 'attached' });
    const before = await warnings.count();
    // With the limit the file would not be read at all.
    writeSettings(folder, { 'portolan.maxFileSize': 1000, 'portolan.rules': { 'container-port-mismatch': 'off' } });
    await until(page, async () => (await warnings.count()) < before);
    await pause(1000);
    assert((await warnings.count()) > 0, 'the limit of the folder counted');
    writeSettings(folder, {});
    await until(page, async () => (await warnings.count()) === before);
  },
  async 'nothing was said that nobody asked for'({ toasts }) {
    assert.equal(await toasts.count(), 0);
  },
  async 'after a crash the server is started again, and one message says so'({
    activeEditor,
    toasts,
    server,
    picture,
  }) {
    const [before, ...others] = languageServers(server);
    assert(before !== undefined && others.length === 0, 'there should be one server');
    process.kill(before, 'SIGKILL');
    await toasts.filter({ hasText: 'stopped unexpectedly and was started again' }).waitFor();
    await activeEditor.locator('.squiggly-error').first().waitFor({ state: 'attached' });
    await pause(1000);
    assert.equal(await toasts.count(), 1);
    const [after, ...more] = languageServers(server);
    assert(after !== undefined && after !== before && more.length === 0, 'there should be one other server');
    await picture('crash');
    await toasts.getByRole('button', { name: 'Show Output' }).click();
    await toasts.first().waitFor({ state: 'detached' });
  },
  async 'a server that keeps crashing is left stopped, until it is restarted by hand'(window) {
    const { activeEditor, toasts, server, picture } = window;
    for (let crash = 2, killed = 0; crash <= 5; crash++) {
      killed = await otherThan(killed, server);
      process.kill(killed, 'SIGKILL');
    }
    const last = toasts.filter({ hasText: 'is left stopped' });
    await last.waitFor();
    await picture('given-up');
    assert.deepEqual(languageServers(server), []);
    await activeEditor.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await last.getByRole('button', { name: 'Restart Server' }).click();
    await activeEditor.locator('.squiggly-error').first().waitFor({ state: 'attached' });
  },
};

/**
 * Writes the settings of the folder.
 * @param {string} folder
 * @param {object} settings
 */
function writeSettings(folder, settings) {
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

/**
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<boolean>} holds
 */
async function until(page, holds) {
  for (let left = 100; left > 0; left--) {
    if (await holds()) return;
    await page.waitForTimeout(100);
  }
  throw new Error('it did not come true in 10 s');
}

/**
 * The process id of the server, when there is one that is not `before`.
 * @param {number} before
 * @param {import('../lib/codeserver.mjs').Server} server
 */
async function otherThan(before, server) {
  for (let left = 100; left > 0; left--) {
    const pid = languageServers(server).find((id) => id !== before);
    if (pid !== undefined) return pid;
    await pause(100);
  }
  throw new Error('no server was started in 10 s');
}
