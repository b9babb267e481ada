// @ts-check
// `node tools/compare-kustomize.mjs FOLDER [--kustomize PATH] [--write]`: every kustomization below the folder is built by
// Kustomize (`kubectl kustomize`, or a `kustomize` of its own) and by Portolan's stack, and the results are held against each
// other: object by object, field by field. Every difference is listed; ports and names are told apart from the rest. Nothing
// of the folder is kept; --write keeps the figures and writes them to docs/accuracy.md, for a folder of checkouts that are
// named owner__name.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { parseAllDocuments } from 'yaml';
import { keepKustomize } from './accuracy/page.mjs';
import { repository } from './lib/repo.mjs';

const { folder, kustomize, keeps } = argumentsOf(process.argv.slice(2));
const isKubectl = path.basename(kustomize).startsWith('kubectl');
const version = execFileSync(kustomize, isKubectl ? ['version', '--client'] : ['version'], { encoding: 'utf8' });
console.log(`${version.trim().replace(/\n/g, ', ')}\n`);

/** @typedef {{ directory: string, component: boolean, open?: string, notes: readonly string[], objects: readonly Thing[] }} Built */
/** @typedef {{ apiVersion?: string, kind?: string, metadata?: { name?: string, namespace?: string } }} Thing */

/** What was counted, for each folder directly below the one that was named. @type {Map<string, Record<string, number>>} */
const counted = new Map();
/** @type {Record<string, number>} */
let counts = {};
/** @param {string} key */
const count = (key, by = 1) => (counts[key] = (counts[key] ?? 0) + by);

let different = 0;
for (const ours of await builtByUs()) {
  const place = path.relative(folder, ours.directory) || '.';
  const [part = '.'] = place.split(path.sep);
  counts = counted.get(part) ?? {};
  counted.set(part, counts);
  if (ours.component) {
    count('components, which are built only with others');
    continue;
  }
  const theirs = buildByThem(ours.directory);
  if (typeof theirs === 'string') {
    const remote = isRemote(theirs);
    count(remote ? 'need the network: skipped by both' : 'refused by Kustomize');
    if (!remote) count(`refused: ${refusal(theirs)}`);
    console.log(`${remote ? 'remote ' : 'refused'}  ${place}: ${theirs}${ours.open ? ` [ours: ${ours.open}]` : ''}`);
    continue;
  }
  if (ours.open) console.log(`open     ${place}: ${ours.open}`);
  const differences = compare(ours.objects, theirs);
  count('compared');
  count('objects', theirs.length);
  if (differences.length === 0) continue;
  count('different');
  count('differences', differences.length);
  different += differences.length;
  for (const d of differences) console.log(`differs  ${place}: ${d}`);
  for (const n of ours.notes) console.log(`  note   ${n}`);
}
console.log('');
/** @type {Record<string, number>} */
const sums = {};
for (const of of counted.values()) for (const [key, n] of Object.entries(of)) sums[key] = (sums[key] ?? 0) + n;
for (const [key, n] of Object.entries(sums)) console.log(`${key}: ${n}`);
console.log(`differences: ${different}`);
if (keeps) await keepKustomize({ version: version.trim().split('\n'), repositories: Object.fromEntries(counted) });
process.exit(different > 0 ? 1 : 0);

/** @param {readonly string[]} args */
function argumentsOf(args) {
  const at = args.indexOf('--kustomize');
  const rest = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  const folder = rest.find((a) => a !== '--write');
  if (!folder) {
    console.error('Name the folder: node tools/compare-kustomize.mjs FOLDER [--kustomize PATH] [--write]');
    process.exit(2);
  }
  return {
    folder: path.resolve(folder),
    kustomize: (at >= 0 && args[at + 1]) || 'kubectl',
    keeps: rest.includes('--write'),
  };
}

/** @returns {Promise<readonly Built[]>} */
async function builtByUs() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-kustomize-'));
  try {
    await esbuild.build({
      absWorkingDir: repository,
      entryPoints: ['tools/kustomize/build.ts'],
      outfile: path.join(out, 'build.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
    });
    const text = execFileSync(process.execPath, [path.join(out, 'build.cjs'), folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    fs.rmSync(out, { recursive: true, force: true });
  }
}

/**
 * The objects, or why there are none.
 * @param {string} directory
 * @returns {readonly Thing[] | string}
 */
function buildByThem(directory) {
  const args = [isKubectl ? 'kustomize' : 'build', directory, '--load-restrictor', 'LoadRestrictionsNone'];
  const run = spawnSync(kustomize, args, { encoding: 'utf8', maxBuffer: 2 ** 30, timeout: 60_000 });
  if (run.status !== 0) return (run.stderr || String(run.error)).trim().replace(/\s+/g, ' ').slice(-300);
  return parseAllDocuments(run.stdout, { logLevel: 'silent' })
    .map((d) => d.toJS({ maxAliasCount: -1 }))
    .filter(Boolean);
}

/** @param {string} error */
function refusal(error) {
  if (/is empty/.test(error)) return 'the kustomization is empty';
  if (/enable-helm/.test(error)) return '`helmCharts` needs the flag `--enable-helm` and the helm program';
  if (/no such file|not a valid directory/.test(error)) return 'a file that it names is not there';
  return /unmarshal/.test(error) ? 'a field has a value of another type' : 'another reason';
}

/** @param {string} error */
function isRemote(error) {
  return /git |https?:|dial tcp|no such host|timeout|ETIMEDOUT|git-upload/i.test(error);
}

/**
 * @param {readonly Thing[]} ours
 * @param {readonly Thing[]} theirs
 * @returns {readonly string[]}
 */
function compare(ours, theirs) {
  /** @type {string[]} */
  const out = [];
  const left = new Map(ours.map((o) => [keyOf(o), o]));
  for (const object of theirs) {
    const key = keyOf(object);
    const mine = left.get(key);
    left.delete(key);
    if (!mine) out.push(`[name] ${key} is not built by us`);
    else compareValues(mine, object, key, '', out);
  }
  for (const key of left.keys()) out.push(`[name] ${key} is built by us only`);
  return out;
}

/** @param {Thing} o */
function keyOf(o) {
  return `${o.apiVersion} ${o.kind} ${o.metadata?.namespace ?? ''}/${o.metadata?.name ?? ''}`;
}

/**
 * @param {unknown} ours
 * @param {unknown} theirs
 * @param {string} key
 * @param {string} at
 * @param {string[]} out
 */
function compareValues(ours, theirs, key, at, out) {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const length = Math.max(ours.length, theirs.length);
    for (let i = 0; i < length; i++) compareValues(ours[i], theirs[i], key, `${at}/${i}`, out);
    return;
  }
  if (isMap(ours) && isMap(theirs)) {
    for (const k of new Set([...Object.keys(ours), ...Object.keys(theirs)]))
      compareValues(ours[k], theirs[k], key, `${at}/${k}`, out);
    return;
  }
  const what = /port/i.test(at) ? 'port' : /name/i.test(at) ? 'name' : 'other';
  if (what !== 'other' && !isNothing(theirs) && !key.startsWith('apiextensions.k8s.io/')) count(`${what}s`);
  if (!same(ours, theirs) && !isExplained(ours, theirs, at)) {
    const from = typeof ours === 'string' && typeof theirs === 'string' ? firstDifference(ours, theirs) : 0;
    out.push(`[${what}] ${key} ${at}: ours ${show(ours, from)}, theirs ${show(theirs, from)}`);
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Differences that have a reason which is no concern of ours; they are counted.
 * @param {unknown} a
 * @param {unknown} b
 * @param {string} at
 */
function isExplained(a, b, at) {
  const reason = reasonFor(a, b, at);
  if (reason) count(`explained: ${reason}`);
  return reason !== undefined;
}

/**
 * @param {unknown} a
 * @param {unknown} b
 * @param {string} at
 */
function reasonFor(a, b, at) {
  if (typeof a === 'string' && a === `${String(b)}\n`)
    return 'block text that ends with its file ends with a line break to our YAML library, and without one to theirs';
  if (/^\/metadata\/(?:annotations|labels)\//.test(at) && String(a) === String(b))
    return 'annotations and labels without quotes become texts, which the format reads them as anyway';
  if (/^\/metadata\/annotations(?:$|\/(?:alpha\.)?config\.kubernetes\.io\/(?:origin|transformations))/.test(at))
    return isOnlyOrigin(b) ? '`buildMetadata` asks for annotations that say where an object came from' : undefined;
  return undefined;
}

/** @param {unknown} value */
function isOnlyOrigin(value) {
  if (!isMap(value)) return true;
  return Object.keys(value).every((k) => /^(?:alpha\.)?config\.kubernetes\.io\/(?:origin|transformations)$/.test(k));
}

/**
 * Nothing, null and an empty collection say the same; what is a number to one and a text to the other does not.
 * @param {unknown} a
 * @param {unknown} b
 */
function same(a, b) {
  return Object.is(a, b) || (isNothing(a) && isNothing(b));
}

/** @param {unknown} value */
function isNothing(value) {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/**
 * @param {string} a
 * @param {string} b
 */
function firstDifference(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return Math.max(0, i - 20);
}

/**
 * @param {unknown} value
 * @param {number} from
 */
function show(value, from) {
  const part = typeof value === 'string' ? value.slice(from) : value;
  return (JSON.stringify(part) ?? 'nothing').slice(0, 120);
}
