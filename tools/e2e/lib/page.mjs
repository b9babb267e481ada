// @ts-check
// A Chromium with pages that reach nothing but this machine, and what VS Code's window says to whoever tests it.
import { chromium } from 'playwright-core';
import { findChromium } from './places.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** Starts the browser; throws if there is none. */
export function startBrowser() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium on the PATH');
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet] });
}

/**
 * A page in a fresh profile. Requests to other machines fail at once: no marketplace, no telemetry, no waiting for names.
 * @param {Browser} browser
 * @param {{ width?: number, height?: number, scale?: number }} [size]
 */
export async function openPage(browser, { width = 1280, height = 800, scale = 1 } = {}) {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale, permissions });
  page.setDefaultTimeout(20_000);
  await page.route(
    (url) => url.hostname !== '127.0.0.1' && !url.hostname.endsWith('.localhost'),
    (route) => route.abort(),
  );
  return page;
}

/**
 * @typedef {object} TestWindow
 * @property {string[]} log what the window and the extension host printed, one entry a call
 * @property {Promise<number | string>} ended 0 if the tests' `run` succeeded; another number or a reason if not
 */

/**
 * Prepares a page for a window that runs tests. To be called before the page goes anywhere: the window looks for
 * these functions when it starts.
 * @param {Page} page
 * @param {number} seconds after which the window counts as hanging
 * @returns {Promise<TestWindow>}
 */
export async function watchTestWindow(page, seconds) {
  /** @type {string[]} */
  const log = [];
  /** @type {(code: number | string) => void} */
  let end = () => undefined;
  const ended = new Promise((/** @type {(code: number | string) => void} */ resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    log.push(`${type} ${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ')}`);
  });
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => end(code));
  page.on('crash', () => end('the page crashed'));
  page.on('pageerror', (error) => log.push(`error ${error.stack ?? error.message}`));
  const timer = setTimeout(() => end(`no result after ${seconds} s`), seconds * 1000);
  timer.unref();
  return { log, ended };
}
