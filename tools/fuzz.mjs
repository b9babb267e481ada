// @ts-check
// Edits the workspaces of all fixtures, and the demo, at random for a while.
//   node tools/fuzz.mjs [--seconds N] [--seed N]     by default a minute, from a seed of the clock
// A failure is told with its seed, and its workspace is written to out/fuzz/.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow, repository } from './lib/repo.mjs';
import { importTypeScript } from './lib/typescript.mjs';

/** @type {typeof import('./fuzz/fuzz')} */
const { fuzzRound, parseFixture, ROOT, sourceFile } = await importTypeScript('tools/fuzz/fuzz.ts');

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const first = Number(values.seed ?? Date.now() % 1_000_000_000);
const seconds = Number(values.seconds ?? (values.seed === undefined ? 60 : 0));

const workspaces = [
  ...['rules', 'formats', 'stacks'].flatMap((kind) =>
    filesBelow(repository, `test-fixtures/${kind}`)
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => parseFixture(read(name)).map(({ files }) => files)),
  ),
  ...fs.readdirSync(path.join(repository, 'test-fixtures/workspaces')).map((name) => {
    const folder = `test-fixtures/workspaces/${name}`;
    return filesBelow(repository, folder).map((file) => sourceFile(`${ROOT}${file.slice(folder.length)}`, read(file)));
  }),
].filter((files) => files.length > 0);

const end = performance.now() + seconds * 1000;
let seed = first;
do {
  const failure = fuzzRound(workspaces, seed);
  if (failure !== undefined) {
    const folder = path.join(repository, 'out/fuzz', String(seed));
    for (const { uri, text } of failure.files) write(path.join(folder, uri.slice(ROOT.length + 1)), text);
    console.error(`With --seed ${seed}: ${failure.problem}\nThe workspace is in ${folder}.`);
    process.exitCode = 1;
    break;
  }
  seed += 1;
} while (performance.now() < end);
console.log(`fuzz: ${seed - first} rounds without a failure, from seed ${first}, on ${workspaces.length} workspaces.`);

/** @param {string} name */
function read(name) {
  return fs.readFileSync(path.join(repository, name), 'utf8');
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
