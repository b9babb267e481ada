// @ts-check
// `npm run bench [-- FILES]`: a synthetic monorepo, indexed cold beside the bare cost of reading, hashing and parsing the
// same bytes; edits, hovers, memory. A benchmark with ratios, not a timed test: nothing here fails.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { startOfServer } from './bench/server.mjs';
import { repository } from './lib/repo.mjs';

const count = Number(process.argv[2] ?? 10_000);
const pairs = Number(process.argv[3] ?? 3);
const OVERLAYS = 200;
const out = path.join(repository, 'dist/bench');
await esbuild.build({
  absWorkingDir: repository,
  entryPoints: {
    bench: 'tools/bench/bench.ts',
    monorepo: 'tools/bench/monorepo.ts',
    overlays: 'tools/bench/overlays.ts',
    worker: 'server/src/node/worker.ts',
  },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as __cr } from 'node:module'; import { fileURLToPath as __fu } from 'node:url'; const require = __cr(import.meta.url); const __dirname = __fu(new URL('.', import.meta.url));",
  },
  minifySyntax: true,
});
fs.copyFileSync(path.join(out, 'worker.mjs'), path.join(out, 'worker.js'));
fs.writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');

const { writeMonorepo } = await import(path.join(out, 'monorepo.mjs'));
const { writeOverlays } = await import(path.join(out, 'overlays.mjs'));
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-bench-'));
try {
  const repo = writeMonorepo(root, count);
  const mb = repo.bytes / 1e6;
  console.log(`${repo.files} files, ${mb.toFixed(1)} MB; Node ${process.version}, ${os.availableParallelism()} cores`);
  /** @type {any[]} */
  const colds = [];
  /** @type {any[]} */
  const bares = [];
  run('bare', repo); // fills the page cache for both
  for (let i = 0; i < pairs; i++) {
    colds.push(run('cold', repo));
    bares.push(run('bare', repo));
  }
  const ratios = colds.map((c, i) => c.ms / bares[i].ms);
  const cold = median(colds.map((c) => c.ms));
  line(
    'cold index',
    `${(cold / 1000).toFixed(2)} s, ${Math.round((repo.files / cold) * 1000)} files/s, ${((mb / cold) * 1000).toFixed(1)} MB/s (${colds[0].files} files with text, ${colds[0].contexts} stacks, ${colds[0].findings} findings)`,
  );
  line(
    'bare',
    `${(median(bares.map((b) => b.ms)) / 1000).toFixed(2)} s (read, hash, parse ${(bares[0].parsed / 1e6).toFixed(1)} MB on one thread)`,
  );
  line('ratio to bare', `${median(ratios).toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(', ')})`);
  line(
    'answers meanwhile',
    `${median(colds.map((c) => c.lag95)).toFixed(0)} ms p95, ${Math.max(...colds.map((c) => c.lag)).toFixed(0)} ms at most`,
  );
  line(
    'peak memory',
    `${Math.max(...colds.map((c) => c.rss))} MB cold (bare ${Math.max(...bares.map((b) => b.rss))} MB)`,
  );
  const edit = run('edit', repo);
  line(
    'edit to findings',
    `${edit.edit50} ms p50, ${edit.edit95} ms p95, ${edit.editMax} ms at most (files of at most 100 kB)`,
  );
  line('  .env of 50 services', `${edit.wide} ms`);
  line('  manifest of 2 MB', `${edit.large} ms`);
  line('  group of 500 files', `${edit.crowd} ms`);
  overlays();
  line('hover', `${edit.hover50} ms p50, ${edit.hover95} ms p95, ${edit.hoverMax} ms at most`);
  await serverStart();
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}

/** Two hundred overlays over one base, beside one build that has all their patches. */
function overlays() {
  const made = writeOverlays(path.join(root, '..', `${path.basename(root)}-overlays`), OVERLAYS);
  try {
    /** @type {any[]} */
    const many = [];
    /** @type {any[]} */
    const one = [];
    for (let i = 0; i < pairs; i++) {
      many.push(start('overlays', made.many, [made.baseFile, ...made.patches]));
      one.push(start('overlays', made.one, []));
    }
    const ratios = many.map((m, i) => m.ms / one[i].ms);
    line(
      `${OVERLAYS} overlays`,
      `${median(many.map((m) => m.ms)).toFixed(0)} ms, ${median(ratios).toFixed(2)} × one build with all their patches (${median(one.map((o) => o.ms)).toFixed(0)} ms)`,
    );
    line(
      '  edit in the base',
      `${median(many.map((m) => m.base50))} ms p50, ${median(many.map((m) => m.base95))} ms p95`,
    );
    line(
      '  edit in an overlay',
      `${median(many.map((m) => m.overlay50))} ms p50, ${median(many.map((m) => m.overlay95))} ms p95`,
    );
  } finally {
    fs.rmSync(path.dirname(made.many), { recursive: true, force: true });
  }
}

/** From a process to the findings of the demo, in an editor without a client of ours. */
async function serverStart() {
  /** @type {import('./bench/server.mjs').Start[]} */
  const starts = [];
  for (let i = 0; i < 5; i++)
    starts.push(await startOfServer(path.join(repository, 'test-fixtures/workspaces/harbour')));
  const [answered, first, ready] = /** @type {const} */ (['answered', 'first', 'ready']).map((step) =>
    median(starts.map((s) => s[step])).toFixed(0),
  );
  line('server on the demo', `${answered} ms to its answer, ${first} ms to the first findings, ${ready} ms to all`);
}

/**
 * @param {string} mode
 * @param {{ root: string, wideEnv: string, bigManifest: string, crowded: string }} repo
 */
function run(mode, repo) {
  return start(mode, repo.root, [repo.wideEnv, repo.bigManifest, repo.crowded]);
}

/**
 * @param {string} mode
 * @param {string} root
 * @param {readonly string[]} extra
 */
function start(mode, root, extra) {
  const text = execFileSync(process.execPath, [path.join(out, 'bench.mjs'), mode, root, extra.join(',')], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(text.trim().split('\n').at(-1) ?? '{}');
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * @param {string} name
 * @param {string} text
 */
function line(name, text) {
  console.log(`${name.padEnd(22)} ${text}`);
}
