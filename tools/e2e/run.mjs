// @ts-check
// Runs the end-to-end tests: what the built extension does in real editors. dist/ must be built.
//   node tools/e2e/run.mjs [SUITE…] [--grep TEXT]     TEXT picks tests by their titles
// A suite whose editor cannot be had here is skipped, and says so; with PORTOLAN_E2E=required it fails instead. Only
// desktop VS Code may be missing even then, since the same tests run in VS Code's web server. Ends with 1 if anything failed.
import { parseArgs } from 'node:util';
import { bundleTests } from './bundle.mjs';
import { installHost } from './lib/hosts.mjs';
import { packageExtension } from './lib/package.mjs';
import { startBrowser } from './lib/page.mjs';
import { onPath } from './lib/places.mjs';
import { line } from './lib/results.mjs';
import { findDesktop, runInDesktop } from './suites/desktop.mjs';
import { runInExtensionHost } from './suites/host.mjs';
import { runInNeovim } from './suites/nvim.mjs';
import { runOnPage } from './suites/page.mjs';
import { runInWindow } from './suites/ui.mjs';
import { runInWebWorker } from './suites/web.mjs';

/** @typedef {import('./lib/results.mjs').Result} Result */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const required = process.env['PORTOLAN_E2E'] === 'required';

const browser = once(startBrowser);
const vsix = once(packageExtension);
const tests = once(() => bundleTests(values.grep));

/**
 * `prepare` throws if what the suite runs in cannot be had: then it is skipped. Whatever happens after that is a failure.
 * @type {Readonly<Record<string, { title: string, prepare: () => Promise<() => Promise<Result>> }>>}
 */
const suites = {
  desktop: {
    title: 'desktop VS Code',
    prepare: async () => {
      const program = await findDesktop();
      return () => tests().then(() => runInDesktop({ program }));
    },
  },
  newest: {
    title: 'the newest VS Code, with the packaged extension',
    prepare: async () => {
      const means = { browser: await browser(), host: installHost('newest') };
      return () => tests().then(() => runInExtensionHost({ ...means, vsix: vsix() }));
    },
  },
  oldest: {
    title: 'the oldest VS Code, with the extension in the checkout',
    prepare: async () => {
      const means = { browser: await browser(), host: installHost('oldest') };
      return () => tests().then(() => runInExtensionHost(means));
    },
  },
  web: {
    title: 'VS Code for the Web, with the server in a web worker',
    prepare: async () => {
      const means = { browser: await browser(), host: installHost('web') };
      return () => tests().then(() => runInWebWorker(means));
    },
  },
  window: {
    title: 'what a person sees and does, in Restricted Mode',
    prepare: async () => {
      const means = { browser: await browser(), host: installHost('newest') };
      return async () => runInWindow({ ...means, grep: values.grep, vsix: vsix() });
    },
  },
  page: {
    title: 'the picture of the port map in a browser: themes, keys, hostile names, axe',
    prepare: async () => {
      const means = { browser: await browser() };
      return () => runOnPage({ ...means, grep: values.grep });
    },
  },
  neovim: {
    title: 'Neovim, with the server over stdio',
    prepare: async () => {
      const nvim = onPath('nvim');
      if (nvim === undefined) throw new Error('there is no nvim on the PATH');
      return () => runInNeovim({ nvim });
    },
  },
};

const unknown = positionals.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  console.error(`There is no end-to-end suite “${unknown}”; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

let failed = 0;
for (const [name, suite] of Object.entries(suites)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const start = Date.now();
  const result = await resultOf(name, suite);
  if (result === undefined) continue;
  failed += result.failed;
  for (const failure of result.failures ?? []) console.log(`FAILED in e2e ${name}: ${failure}\n`);
  for (const note of result.notes ?? []) console.log(`  ${note}`);
  console.log(`  ${suite.title} (${((Date.now() - start) / 1000).toFixed(0)} s)`);
  console.log(line(`e2e ${name}`, result));
}
if (browser.called()) await (await browser().catch(() => undefined))?.close();
// Not only the code: what a suite that hangs has left open must not keep this process.
process.exit(failed > 0 ? 1 : 0);

/**
 * Runs a suite, or says why it cannot be run. Undefined for a missing desktop VS Code that others stand in for.
 * @param {string} name
 * @param {typeof suites[string]} suite
 * @returns {Promise<Result | undefined>}
 */
async function resultOf(name, { title, prepare }) {
  /** @type {() => Promise<Result>} */
  let run;
  try {
    run = await prepare();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (name === 'desktop' && !positionals.includes(name)) {
      console.log(`  No desktop VS Code here (${why}): VS Code's web server stands in for it.`);
      return undefined;
    }
    if (required)
      return { passed: 0, failed: 1, skipped: 0, failures: [`${title} cannot be had here, and must be: ${why}`] };
    console.log(`\n*** SKIPPED: e2e ${name}, ${title}, cannot be had here: ${why} ***\n`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  try {
    return await inTime(run());
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, failures: [String(error instanceof Error ? error.stack : error)] };
  }
}

/**
 * The result, unless it takes longer than any suite may: a suite that hangs fails, and the others still run.
 * @param {Promise<Result>} work
 */
async function inTime(work) {
  const minutes = 15;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_resolve, /** @type {(error: Error) => void} */ reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${minutes} minutes`)), minutes * 60_000);
  });
  try {
    return /** @type {Result} */ (await Promise.race([work, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The function, which does its work only the first time.
 * @template T
 * @param {() => T} work
 */
function once(work) {
  /** @type {{ value: T } | undefined} */
  let done;
  return Object.assign(() => (done ??= { value: work() }).value, { called: () => done !== undefined });
}
