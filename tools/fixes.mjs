// @ts-check
// `node tools/fixes.mjs FOLDER…`: applies every fix of every finding below each folder in memory, at all severities: each by itself,
// all of a rule at once, and all safe ones. Counts those after which the files parse, the findings are gone, none has come, and
// nothing else has changed. Every other one is listed, and ends the run with 1. Nothing is written.
import path from 'node:path';
import { importTypeScript } from './lib/typescript.mjs';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Name folders: node tools/fixes.mjs FOLDER…');
  process.exit(2);
}
/** @type {typeof import('./fixes/fixes')} */
const { fixesIn } = await importTypeScript('tools/fixes/fixes.ts');

const counts = { one: 0, several: 0, 'not offered': 0, flawed: 0 };
for (const folder of folders) {
  const name = path.basename(folder);
  const before = { ...counts };
  const start = performance.now();
  for await (const { kind, what, flaws } of fixesIn(path.resolve(folder))) {
    counts[kind]++;
    if (kind === 'not offered') console.log(`${name}: not offered: ${what}`);
    if (flaws.length === 0) continue;
    counts.flawed++;
    console.log(`${name}: ${what}\n  ${flaws.join('\n  ')}`);
  }
  const [one, several] = [counts.one - before.one, counts.several - before.several];
  if (one > 0)
    console.log(
      `${name}: ${one} fixes, ${several} times several at once (${Math.round(performance.now() - start)} ms)`,
    );
}
const applied = counts.one + counts.several;
console.log(
  `${applied - counts.flawed} of ${applied} do what they say: ${counts.one} fixes, ${counts.several} times several at once; ` +
    `${counts['not offered']} more that their text does not allow.`,
);
process.exitCode = counts.flawed === 0 ? 0 : 1;
