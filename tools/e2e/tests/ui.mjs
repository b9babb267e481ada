// @ts-check
// The steps of the window suite, in order: each begins in the window that the one before it left.
import assert from 'node:assert/strict';
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
  async squiggle({ open, activeEditor, place, picture }) {
    await open('compose.yaml');
    const squiggle = activeEditor.locator('.squiggly-warning').first();
    await squiggle.waitFor({ state: 'attached' }); // an empty element: never "visible"
    const box = await squiggle.boundingBox();
    const text = await place('9999');
    assert(box && Math.abs(box.y + box.height / 2 - text.y) < 12);
    await picture('squiggle');
  },
  async hover({ hover, picture }) {
    const box = await hover('9999');
    await box.getByText('nobody listens').waitFor();
    await box.getByText('compose.yaml:4').waitFor();
    await picture('hover');
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
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'nobody listens' }).first().waitFor();
    await picture('problems');
  },
  async 'Show Output shows the output'({ page, command, picture }) {
    await command('Portolan: Show Output');
    // The channel's name stands in a list or in a menu, by version.
    await page.locator('.part.panel select:visible', { hasText: 'Portolan' }).first().waitFor();
    await picture('output');
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
    await activeEditor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
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
    await activeEditor.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    await last.getByRole('button', { name: 'Restart Server' }).click();
    await activeEditor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
  },
};

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
