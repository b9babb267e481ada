// @ts-check
// `npm run package`: dist/portolan.vsix, the extension for the desktop and the web, and dist/portolan-VERSION.tgz, the command
// line for npm (unpacked in dist/npm). Ends with 1 if something is in them, or missing, that should not be.
import fs from 'node:fs';
import path from 'node:path';
import { problemsOfPackages } from './gates/packages.mjs';
import { repository } from './lib/repo.mjs';
import { packNpm } from './package/npm.mjs';
import { packVsix } from './package/vsix.mjs';

const dist = path.join(repository, 'dist');
for (const name of fs.readdirSync(dist)) {
  if (/^portolan-.*\.tgz$/.test(name)) fs.rmSync(path.join(dist, name)); // of another version
}
const vsix = path.join(dist, 'portolan.vsix');
packVsix(repository, vsix);
const tarball = packNpm(repository, path.join(dist, 'npm'), dist);

for (const file of [vsix, tarball])
  console.log(`${path.relative(repository, file)}  ${(fs.statSync(file).size / 1000).toFixed(0)} kB`);
const problems = problemsOfPackages(repository, vsix, tarball);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
