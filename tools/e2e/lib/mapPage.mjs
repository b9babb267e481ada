// @ts-check
// The page of the picture without an editor around it: the built page, its own policy, a theme's colours, and a stand-in for
// what VS Code gives to pages. What it does in the editor is for the window's suite; what it holds up under is seen here.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { openPage } from './page.mjs';
import { extensionFolder, repository } from './places.mjs';

/** @typedef {import('../../../client/src/map/messages').FromPage} FromPage */
/** @typedef {import('../../../client/src/map/messages').ToPage} ToPage */
/** @typedef {import('../../../shared/src/portMap').PortMap<import('../../../shared/src/portMap').MapPlace>} Map */
/** @typedef {'dark' | 'light' | 'high-contrast' | 'high-contrast-light'} Theme */

/** Colours of VS Code's own themes, as a page gets them (1.139). */
const themes = JSON.parse(fs.readFileSync(path.join(repository, 'tools/e2e/tests/themes.json'), 'utf8'));

export const themeNames = /** @type {Theme[]} */ (Object.keys(themes));

const everything = { publicOnly: false, brokenOnly: false, service: '', environments: [] };

/**
 * Opens the page and shows a map in it.
 * @param {import('playwright-core').Browser} browser
 * @param {{ map: Map, theme: Theme, state?: unknown, width?: number, height?: number, scale?: number }} options
 */
export async function openMapPage(browser, { map, theme, state, ...size }) {
  const { pageHtml, pageTexts } = await sources();
  const nonce = '0123456789abcdef';
  const html = pageHtml({
    nonce,
    language: 'en',
    title: 'Port Map',
    style: '/webview.css',
    scripts: ['/elk.js', '/webview.js'],
  });
  const { url, stop } = await serve(html);
  const page = await openPage(browser, size);
  /** @type {FromPage[]} */
  const told = [];
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction('toldByPage', (/** @type {FromPage} */ message) => told.push(message));
  await page.addInitScript(standIn, { theme: themes[theme], state });
  await page.goto(url);
  let sequence = 0;
  const tell = (/** @type {ToPage} */ message) =>
    page.evaluate((data) => /** @type {any} */ (globalThis).postMessage(data, '*'), message);
  /** @param {Map} next @param {object} [filter] */
  const show = async (next, filter = {}) => {
    sequence += 1;
    const environments = next.environments.map(({ id, name, source }) => ({ id, name, source }));
    await tell({ kind: 'map', sequence, map: next, filter: { ...everything, ...filter }, environments });
    return drawn(sequence);
  };
  /** @param {number} wanted */
  const drawn = async (wanted) => {
    for (let left = 2400; left > 0; left--) {
      const found = told.find((message) => message.kind === 'drawn' && message.sequence === wanted);
      if (found?.kind === 'drawn') return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the picture was not drawn in 2 minutes: ${complaints.join('; ')}`);
  };
  await tell({ kind: 'start', texts: pageTexts() });
  const first = await show(map);
  return {
    page,
    /** What the page said, in order. */
    told,
    /** Everything that the browser complained of: broken policies, errors, dialogs. */
    complaints,
    /** The first picture. */
    first,
    tell,
    show,
    state: () => page.evaluate(() => /** @type {any} */ (globalThis).rememberedByPage),
    close: async () => {
      await page.close();
      stop();
    },
  };
}

/**
 * Runs in the page before anything else.
 * @param {{ theme: { class: string, variables: Record<string, string> }, state: unknown }} given
 */
function standIn({ theme, state }) {
  const window = /** @type {any} */ (globalThis);
  window.rememberedByPage = state;
  window.acquireVsCodeApi = () => ({
    postMessage: (/** @type {unknown} */ message) => void window.toldByPage(message),
    getState: () => window.rememberedByPage,
    setState: (/** @type {unknown} */ next) => void (window.rememberedByPage = next),
  });
  window.document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(theme.variables))
      window.document.documentElement.style.setProperty(name, value);
    window.document.body.className = theme.class;
  });
}

/** @type {Promise<{ pageHtml: (parts: object) => string, pageTexts: () => any }> | undefined} */
let made;

/** The page's markup and its sentences, out of the sources of the client. */
function sources() {
  return (made ??= bundled());
}

async function bundled() {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: repository,
    stdin: {
      contents: `export { pageHtml } from './client/src/map/html'; export { pageTexts } from './client/src/map/pageTexts';`,
      resolveDir: repository,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'warning',
    plugins: [{ name: 'vscode', setup: (build) => standForEditor(build) }],
  });
  const text = outputFiles[0]?.text ?? '';
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}

/**
 * A module in the place of `vscode`, as far as sentences need it.
 * @param {import('esbuild').PluginBuild} build
 */
function standForEditor(build) {
  build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'editor' }));
  build.onLoad({ filter: /.*/, namespace: 'editor' }, () => ({
    contents: `export const l10n = { t: (text) => text }; export const env = { language: 'en' };`,
  }));
}

/** @param {string} html */
async function serve(html) {
  const types = { '.css': 'text/css', '.js': 'text/javascript' };
  const server = http.createServer(({ url = '/' }, response) => {
    const name = url.slice(1);
    const type = types[/** @type {keyof typeof types} */ (path.extname(name))];
    const body = name === '' ? html : type && fs.readFileSync(path.join(extensionFolder, 'dist', path.basename(name)));
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type ?? 'text/html' });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}
