// @ts-check
// What a person does in a VS Code window, by selectors that hold from 1.93 to 1.139 (docs/testing.md says which do not).
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {ReturnType<typeof workbench>} Workbench */
/** @typedef {import('playwright-core').Page} Page */

/**
 * @param {Page} page
 * @param {string} shots folder for screenshots
 */
export function workbench(page, shots) {
  const activeEditor = page.locator('.editor-group-container.active .monaco-editor').first();
  const quickInput = page.locator('.quick-input-widget:visible .quick-input-box input'); // stays in the page when closed
  const toasts = page.locator('.notifications-toasts .notification-toast');

  /** Resolves when the window can be worked in. */
  async function ready() {
    await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  }

  /**
   * Takes the row whose label begins with `label` in Quick Open or in the command palette, once it is the best match: what was
   * used lately is there at once, what is searched for comes later and moves it.
   * @param {string} key
   * @param {string} text
   * @param {string} label
   */
  async function pick(key, text, label) {
    await page.keyboard.press(key);
    await quickInput.waitFor();
    await quickInput.fill(text);
    await page.locator(`.quick-input-widget:visible .monaco-list-row.focused[aria-label^="${label}"]`).waitFor();
    await page.keyboard.press('Enter');
    await quickInput.waitFor({ state: 'hidden' });
  }

  /**
   * Opens a file by its path in the workspace, at a line if one is given (counted from 1).
   * @param {string} file
   * @param {number} [line]
   */
  async function open(file, line) {
    const name = path.posix.basename(file);
    await pick('Control+p', line === undefined ? file : `${file}:${line}`, name);
    await page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`).waitFor();
    await activeEditor.locator('.view-line').first().waitFor();
  }

  /**
   * Runs a command by its title.
   * @param {string} title
   */
  const command = (title) => pick('F1', `>${title}`, title);

  /**
   * The middle of the first `text` that can be seen in the active editor, in a line that holds `inLine` as well.
   * @param {string} text
   * @param {string} [inLine]
   * @returns {Promise<{ x: number, y: number }>}
   */
  async function place(text, inLine = '') {
    const found = await page.waitForFunction(findText, { text, inLine });
    return /** @type {{ x: number, y: number }} */ (await found.jsonValue());
  }

  /**
   * Rests the mouse on a piece of text and returns the hover that opens.
   * @param {string} text
   * @param {string} [inLine]
   */
  async function hover(text, inLine) {
    const { x, y } = await place(text, inLine);
    await page.mouse.move(x - 40, y + 80);
    await page.mouse.move(x, y, { steps: 5 }); // a hover opens when a moving mouse comes to rest
    const box = page
      .locator('.monaco-editor .monaco-hover:visible, .monaco-resizable-hover:visible .monaco-hover')
      .first();
    await box.waitFor();
    return box;
  }

  /**
   * Puts the cursor into a piece of text.
   * @param {string} text
   * @param {string} [inLine]
   */
  async function click(text, inLine) {
    const { x, y } = await place(text, inLine);
    await page.mouse.click(x, y);
  }

  /**
   * Opens the quick-fix menu at the cursor and takes the entry that holds `title`. By the keys: in older versions a
   * transparent layer lies over the menu until the mouse moves, and swallows a click.
   * @param {string} title
   * @param {string} [shot]
   */
  async function quickFix(title, shot) {
    await page.keyboard.press('Control+.');
    const rows = page.locator('.action-widget .monaco-list-row.action');
    await rows.filter({ hasText: title }).first().waitFor();
    if (shot !== undefined) await picture(shot);
    const focused = page.locator('.action-widget .monaco-list-row.action.focused').filter({ hasText: title });
    for (let left = await rows.count(); left > 0 && (await focused.count()) === 0; left--)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }

  /** Saves the active editor and waits until it is saved. */
  async function save() {
    await page.keyboard.press('Control+s');
    await page.locator('.tabs-container .tab.active:not(.dirty)').first().waitFor();
  }

  /**
   * Writes a screenshot and returns its path.
   * @param {string} name
   */
  async function picture(name) {
    fs.mkdirSync(shots, { recursive: true });
    const file = path.join(shots, `${name}.png`);
    await page.screenshot({ path: file });
    return file;
  }

  return { page, activeEditor, toasts, ready, open, command, place, hover, click, quickFix, save, picture };
}

/**
 * Runs in the page. A line of the editor is many elements, and its blanks are no-break spaces: no locator by text finds
 * what crosses from one element into the next.
 * @param {{ text: string, inLine: string }} wanted
 */
function findText({ text, inLine }) {
  const { document, NodeFilter } = /** @type {any} */ (globalThis);
  for (const element of document.querySelectorAll('.editor-group-container.active .monaco-editor .view-line')) {
    const line = element.textContent.replaceAll('\u00a0', ' ');
    const start = line.includes(inLine) ? line.indexOf(text) : -1;
    if (start < 0) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let offset = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const end = offset + node.data.length;
      if (start >= offset && start < end) range.setStart(node, start - offset);
      if (start + text.length > offset && start + text.length <= end) range.setEnd(node, start + text.length - offset);
      offset = end;
    }
    const box = range.getBoundingClientRect();
    if (box.width > 0) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return undefined;
}
