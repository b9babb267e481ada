// @ts-check
// A language server in a real web worker, spoken to from Node: what a test needs to run one protocol suite over a process
// and over a worker.
//
//   import { startWebWorker } from '../../tools/e2e/webworker.mjs';
//   const worker = await startWebWorker();                  // loads dist/web/server.js; throws if there is no Chromium
//   const connection = createProtocolConnection(worker.reader, worker.writer);   // of vscode-languageserver-protocol/node
//   connection.listen(); …                                  // initialize, requests, …; answer portolan/fs/* (lib/diskfiles.mjs)
//   worker.failures                                         // what the worker threw or printed as an error: [] in a good run
//   await worker.stop();
//
// `findChromium()` (lib/places.mjs) tells beforehand whether there is a browser. The worker runs under a content security
// policy that forbids eval and every connection: code that tries either fails, and the attempt is among the failures.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { startBrowser } from './lib/page.mjs';
import { repository } from './lib/places.mjs';

/** @typedef {import('vscode-languageserver-protocol').Message} Message */
/** @typedef {import('vscode-languageserver-protocol').MessageReader} MessageReader */
/** @typedef {import('vscode-languageserver-protocol').MessageWriter} MessageWriter */

/**
 * @typedef {object} WebWorker
 * @property {MessageReader} reader of the messages that the worker posts
 * @property {MessageWriter} writer of messages to the worker
 * @property {readonly string[]} failures uncaught exceptions, forbidden attempts and console errors, as they come
 * @property {() => Promise<void>} stop ends worker and browser
 */

/**
 * Starts Chromium with an empty page that runs the script as a worker.
 * @param {string} [script] the absolute path of the bundle; dist/web/server.js if it is not given
 * @param {import('playwright-core').Browser} [running] a browser to take in place of a fresh one; it is left running
 * @returns {Promise<WebWorker>}
 */
export async function startWebWorker(script, running) {
  const server = await serve(script ?? path.join(repository, 'dist/web/server.js'));
  const browser = running ?? (await startBrowser());
  const page = await browser.newPage();
  /** @type {Set<(message: Message) => void>} */
  const receivers = new Set();
  /** @type {Set<() => void>} */
  const mourners = new Set();
  /** @type {string[]} */
  const failures = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await page.exposeFunction('received', (/** @type {Message} */ message) => {
    for (const receive of receivers) receive(message);
  });
  await page.exposeFunction('failed', (/** @type {string} */ reason) => failures.push(reason));
  await page.goto(server.url);
  await page.evaluate(runWorker);
  /** @param {Message} message */
  const write = async (message) => {
    await page.evaluate(post, message);
  };
  const none = () => ({ dispose: () => undefined });
  return {
    reader: {
      listen: (callback) => added(receivers, callback),
      onError: none,
      onClose: (listener) => added(mourners, listener),
      onPartialMessage: none,
      dispose: () => undefined,
    },
    writer: {
      write,
      onError: none,
      onClose: (listener) => added(mourners, listener),
      end: () => undefined,
      dispose: () => undefined,
    },
    failures,
    stop: async () => {
      await (running ? page.close() : browser.close());
      server.stop();
      for (const mourn of mourners) mourn();
    },
  };
}

/** Runs in the page: makes the worker, and passes on what it says. */
function runWorker() {
  const page = /** @type {any} */ (globalThis);
  const worker = new page.Worker('/server.js');
  page.worker = worker;
  worker.onmessage = (/** @type {any} */ event) => page.received(event.data);
  worker.onerror = (/** @type {any} */ event) => page.failed(`uncaught in the worker: ${event.message}`);
}

/**
 * Runs in the page.
 * @param {unknown} message
 */
function post(message) {
  /** @type {any} */ (globalThis).worker.postMessage(message);
}

/**
 * Serves the page and the script; a worker obeys the policy that comes with its script.
 * @param {string} script
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
async function serve(script) {
  const policy = { 'content-security-policy': "default-src 'none'; script-src 'self'" };
  const server = http.createServer((request, response) => {
    const isScript = request.url === '/server.js';
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      ...(isScript ? policy : {}),
    });
    response.end(isScript ? fs.readFileSync(script) : '<!doctype html><link rel="icon" href="data:,">');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

/**
 * Adds an item and returns what takes it out again.
 * @template T
 * @param {Set<T>} all
 * @param {T} item
 */
function added(all, item) {
  all.add(item);
  return { dispose: () => void all.delete(item) };
}
