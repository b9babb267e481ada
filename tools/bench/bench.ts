import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { parseTree } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import { hoverAt } from '../../server/src/features/hover';
import { parts } from '../../server/src/index';
import { nodeFileSystem, uriOfPath } from '../../server/src/node/fileSystem';
import { WORKERS, preparser } from '../../server/src/node/preparse';
import { documentsOf } from '../../server/src/syntax/documents';
import { decodeBytes } from '../../server/src/workspace/decode';
import { readSettings } from '../../server/src/workspace/settings';
import { walkWorkspace } from '../../server/src/workspace/walk';
import { Workspace } from '../../server/src/workspace/workspace';
import { sourceFile } from '../../server/src/text/source';
import { random } from './monorepo';

/*
 * One measurement a process: `node bench.js cold|bare|edit|overlays ROOT`, the figures as one line of JSON. tools/bench.mjs runs
 * them in turn, so that every ratio is of two runs side by side.
 */

const [mode = '', root = '', extra = ''] = process.argv.slice(2);

function workspaceOf(): Workspace {
  const { settings } = readSettings({}, [uriOfPath(root)], new Set());
  return new Workspace(parts, settings, {
    fs: nodeFileSystem,
    preparse: preparser(parts.stacks, WORKERS),
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  });
}

const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);

async function cold(): Promise<object> {
  const workspace = workspaceOf();
  const start = performance.now();
  const lags: number[] = [];
  let running = true;
  const probe = (): void => {
    const asked = performance.now();
    setTimeout(() => {
      // A hover that comes while the index is made is answered from the last snapshot.
      hoverAt(workspace.snapshot, uriOfPath(root), 0);
      lags.push(performance.now() - asked - 1);
      if (running) probe();
    }, 1);
  };
  probe();
  const snapshot = await workspace.load();
  const ms = performance.now() - start;
  running = false;
  return {
    ms,
    findings: snapshot.findings.length,
    files: snapshot.files.size,
    contexts: snapshot.contexts.length,
    rss: megabytes(),
    lag: quantile(lags, 1),
    lag95: quantile(lags, 0.95),
  };
}

/** Read, hash and parse by the same libraries what the product parses, on one thread: the floor that it is held against. */
async function bare(): Promise<object> {
  const start = performance.now();
  const walked = await walkWorkspace(nodeFileSystem, { roots: [uriOfPath(root)], excludes: [], maxFiles: 1e6 });
  let parsed = 0;
  let bytes = 0;
  for (const uri of walked.files) {
    if (!parts.formats.some((f) => f.detect(uri))) continue;
    const read = await nodeFileSystem.read(uri, [uriOfPath(root)], 5e6);
    if (read.kind !== 'file') continue;
    createHash('sha1').update(read.bytes).digest('hex');
    const text = decodeBytes(read.bytes);
    if (text.kind !== 'text') continue;
    if (/Dockerfile/.test(uri)) {
      DockerfileParser.parse(text.text).getInstructions();
      parsed += text.text.length;
      continue;
    }
    if (!/\.(?:ya?ml|json)$/.test(uri)) continue;
    const file = sourceFile(uri, text.text);
    for (const d of documentsOf(file)) {
      if (!parts.stacks.some((s) => s.parses?.(d))) continue;
      const part = file.text.slice(d.start, d.end);
      if (d.head.json) parseTree(part);
      else
        parseDocument(part, {
          version: '1.2',
          uniqueKeys: false,
          prettyErrors: false,
          logLevel: 'silent',
          strict: false,
        });
      parsed += part.length;
    }
    bytes += read.bytes.length;
  }
  return { ms: performance.now() - start, parsed, bytes, rss: megabytes() };
}

/** Edits and hovers in a warm workspace; `extra` holds the files of the worst cases. */
async function edit(): Promise<object> {
  const workspace = workspaceOf();
  await workspace.load();
  const next = random(7);
  const all = [...workspace.snapshot.files.values()].filter((f) => f.text.length <= 100_000);
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const file = all[Math.floor(next() * all.length)];
    if (file) times.push(await timeEdit(workspace, file.uri));
  }
  const [env = '', big = '', crowded = ''] = extra.split(',').map(uriOfPath);
  const wide: number[] = [];
  const large: number[] = [];
  const crowd: number[] = [];
  for (let i = 0; i < 10; i++) {
    wide.push(await timeEdit(workspace, env));
    large.push(await timeEdit(workspace, big));
    crowd.push(await timeEdit(workspace, crowded));
  }
  const hovers = hoverTimes(
    workspace,
    all.map((f) => f.uri),
    next,
  );
  return {
    edit50: quantile(times, 0.5),
    edit95: quantile(times, 0.95),
    editMax: quantile(times, 1),
    wide: quantile(wide, 0.5),
    large: quantile(large, 0.5),
    crowd: quantile(crowd, 0.5),
    hover50: quantile(hovers, 0.5),
    hover95: quantile(hovers, 0.95),
    hoverMax: quantile(hovers, 1),
    rss: megabytes(),
  };
}

/** Edits in a base that many overlays build on, and in overlays; `extra` holds the base's file and the overlays' patches. */
async function overlays(): Promise<object> {
  const workspace = workspaceOf();
  const start = performance.now();
  const snapshot = await workspace.load();
  const ms = performance.now() - start;
  const [base, ...patches] = extra.split(',').filter(Boolean).map(uriOfPath);
  const inBase: number[] = [];
  const inOverlay: number[] = [];
  if (base) for (let i = 0; i < 20; i++) inBase.push(await timeEdit(workspace, base));
  for (const patch of patches) inOverlay.push(await timeEdit(workspace, patch));
  return {
    ms,
    contexts: snapshot.contexts.length,
    base50: quantile(inBase, 0.5),
    base95: quantile(inBase, 0.95),
    overlay50: quantile(inOverlay, 0.5),
    overlay95: quantile(inOverlay, 0.95),
    rss: megabytes(),
  };
}

/** Time from a keystroke's text to the snapshot with its findings. */
async function timeEdit(workspace: Workspace, uri: string): Promise<number> {
  const text = workspace.snapshot.files.get(uri)?.text ?? '';
  const digits = [...text.matchAll(/\d{2,5}/g)];
  const at = digits[Math.floor(digits.length / 2)]?.index ?? 0;
  const changed = `${text.slice(0, at)}${(Number(text[at]) % 9) + 1}${text.slice(at + 1)}`;
  const start = performance.now();
  await workspace.open(uri, changed);
  return performance.now() - start;
}

function hoverTimes(workspace: Workspace, uris: readonly string[], next: () => number): number[] {
  const times: number[] = [];
  while (times.length < 300) {
    const uri = uris[Math.floor(next() * uris.length)] ?? '';
    const text = workspace.snapshot.files.get(uri)?.text ?? '';
    const numbers = [...text.matchAll(/\b\d{2,5}\b/g)];
    const at = numbers[Math.floor(next() * numbers.length)]?.index;
    if (at === undefined) continue;
    const start = performance.now();
    hoverAt(workspace.snapshot, uri, at + 1);
    times.push(performance.now() - start);
  }
  return times;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 100) / 100;
}

const modes: Readonly<Record<string, () => Promise<object>>> = { cold, bare, edit, overlays };
const result = await (modes[mode] ?? (() => Promise.resolve({})))();
fs.writeSync(1, `${JSON.stringify(result)}\n`);
process.exit(0);
