// @ts-check
// `node tools/refactorings.mjs [--at-most=N] FOLDER…`: makes every refactoring that is offered at a port below each folder, or N of
// each kind, in memory. Counts those after which the files parse, nothing else has changed, no finding above a hint has come, ports
// resolve as before, and what was extracted can be inlined again. Every other one is listed, and ends the run with 1. Nothing is
// written.
import path from 'node:path';
import { importTypeScript } from './lib/typescript.mjs';

const limit = Number(process.argv[2]?.match(/^--at-most=(\d+)$/)?.[1] ?? Infinity);
const folders = process.argv.slice(Number.isFinite(limit) ? 3 : 2);
if (folders.length === 0) {
  console.error('Name folders: node tools/refactorings.mjs [--at-most=N] FOLDER…');
  process.exit(2);
}
/** @type {typeof import('./fixes/refactorings')} */
const { refactoringsIn } = await importTypeScript('tools/fixes/refactorings.ts');

/** @type {Map<string, { all: number, good: number }>} */
const counts = new Map();
const asked = { places: 0, milliseconds: 0 };
for (const folder of folders) {
  const name = path.basename(folder);
  let here = 0;
  for await (const { id, what, flaws } of refactoringsIn(path.resolve(folder), asked, limit)) {
    const count = counts.get(id) ?? { all: 0, good: 0 };
    counts.set(id, count);
    count.all++;
    here++;
    if (flaws.length === 0) count.good++;
    else console.log(`${name}: ${id}: ${what}\n  ${flaws.join('\n  ')}`);
  }
  if (here > 0) console.log(`${name}: ${here} refactorings`);
}
for (const [id, { all, good }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${id}: ${good} of ${all}`);
const [all, good] = [...counts.values()].reduce(([a, b], c) => [a + c.all, b + c.good], [0, 0]);
const each = asked.places > 0 ? (asked.milliseconds / asked.places).toFixed(2) : 0;
console.log(`${good} of ${all} do what they say; asked at ${asked.places} places, ${each} ms each.`);
process.exitCode = good === all ? 0 : 1;
