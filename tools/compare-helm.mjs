// @ts-check
// `node tools/compare-helm.mjs FOLDER --oracle PROGRAM [--values FILE,FILE] [--all] [--json] [--write] [--note TEXT]`: renders every
// chart below a folder, with its own values and with each values file of its `ci` folder, and compares each port with what the
// oracle renders: a small program around Go's own text/template and Sprig that takes a chart's folder and prints its manifests.
// --values: files below the folder that each chart is given besides. --write keeps the figures and writes them to
// docs/accuracy.md, for a folder named owner__name; --note says there what is special about the run. Exit 1 when a port differs.
import path from 'node:path';
import { keepHelm, totalOf } from './accuracy/page.mjs';
import { importTypeScript } from './lib/typescript.mjs';

const args = process.argv.slice(2);
const option = (/** @type {string} */ name) => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
};
const flag = (/** @type {string} */ name) => {
  const at = args.indexOf(name);
  return at >= 0 && args.splice(at, 1).length > 0;
};
const oracle = option('--oracle') ?? process.env['HELM_ORACLE'];
const all = flag('--all');
const json = flag('--json');
const writes = flag('--write');
const note = option('--note');
const given = option('--values')?.split(',') ?? [];
const [folder] = args;
if (!folder || !oracle) {
  console.error('Name a folder and the oracle: node tools/compare-helm.mjs FOLDER --oracle PROGRAM');
  process.exit(2);
}
/** @type {typeof import('./helm/compare.ts')} */
const { compare, valuesFiles } = await importTypeScript('tools/helm/compare.ts');
/** @type {typeof import('./helm/disk.ts')} */
const { chartFolders } = await importTypeScript('tools/helm/disk.ts');

/** One line of a value. */
const short = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').slice(0, 80);

const total = { charts: 0, objects: 0, sites: 0, equal: 0, different: 0, unknown: 0, failed: 0, milliseconds: 0 };
/** @type {Map<string, number>} */
const reasons = new Map();
/** @type {Map<string, import('./accuracy/page.mjs').ChartFigures[]>} */
const kept = new Map();
for (const chart of chartFolders(folder)) {
  for (const values of valuesFiles(chart)) {
    const result = compare(
      chart,
      values,
      oracle,
      given.map((g) => path.join(folder, g)),
    );
    if (!result) continue;
    const name = `${path.relative(folder, chart) || '.'}${values === '' ? '' : ` (${values})`}`;
    const unknown = [...result.unknown.values()].reduce((a, b) => a + b, 0);
    total.charts++;
    total.objects += result.objects;
    total.sites += result.sites;
    total.equal += result.equal;
    total.different += result.different.length;
    total.unknown += unknown;
    total.failed += result.failed.length > 0 ? 1 : 0;
    total.milliseconds += result.milliseconds;
    const place = path.relative(folder, chart).replaceAll(path.sep, '/') || '.';
    const { objects, sites, equal, different } = result;
    const one = { chart: place, renderings: 1, broken: result.failed.length > 0 ? 1 : 0, objects, sites, equal };
    kept.set(place, [
      ...(kept.get(place) ?? []),
      { ...one, different: different.length, unknown: Object.fromEntries(result.unknown) },
    ]);
    for (const [reason, n] of result.unknown) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    if (json) {
      console.log(JSON.stringify({ ...result, chart: name, unknown: Object.fromEntries(result.unknown) }));
      continue;
    }
    console.log(
      `${name}: ${result.objects} objects, ${result.sites} ports, ${result.equal} equal, ${result.different.length} different, ${unknown} unknown${result.beyond > 0 ? `, ${result.beyond} in templates that fail there` : ''}, ${result.milliseconds.toFixed(0)} ms`,
    );
    for (const message of result.failed) console.log(`  oracle: ${message.slice(0, 200)}`);
    for (const d of result.different) console.log(`  ≠ ${d.at}: ${short(d.ours)} here, ${short(d.theirs)} there`);
    for (const [reason, n] of result.unknown) console.log(`  ? ${n} ports: ${reason}`);
    if (all) for (const d of result.others) console.log(`  ~ ${d.at}: ${short(d.ours)} here, ${short(d.theirs)} there`);
  }
}
const known = total.sites === 0 ? 100 : (100 * (total.sites - total.unknown)) / total.sites;
console.error(
  `${total.charts} renderings (${total.failed} not whole there): ${total.objects} objects, ${total.sites} ports, ${known.toFixed(2)} % known, ${total.equal} equal, ${total.different} different, ${total.unknown} unknown; ${(total.milliseconds / 1000).toFixed(1)} s here`,
);
for (const [reason, n] of [...reasons].sort((a, b) => b[1] - a[1])) console.error(`  ? ${n}: ${reason}`);
if (writes) {
  const charts = [...kept].map(([chart, each]) => ({ chart, ...totalOf(each) }));
  const name = path.basename(path.resolve(folder)).replace('__', '/');
  await keepHelm(name, { charts, values: given, ...(note === undefined ? {} : { oracle: note }) });
}
if (total.different > 0) process.exitCode = 1;
