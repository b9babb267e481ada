// @ts-check
// The licences of the packages inside the bundles, which their authors ask to go wherever the code goes.
import fs from 'node:fs';
import path from 'node:path';
import { repository } from './repo.mjs';

/**
 * One text for all packages of which the bundles hold code. A package without a licence file is an error, since its code
 * could then not be given on.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function noticesFor(metafiles) {
  const inputs = metafiles.flatMap((metafile) =>
    Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const packages = new Set(
    inputs.filter(([, part]) => part.bytesInOutput > 0).flatMap(([input]) => packageOf(input) ?? []),
  );
  const parts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      fs.readFileSync(path.join(repository, folder, 'package.json'), 'utf8'),
    );
    return `${name} ${version} (${license})\n\n${licenceIn(folder)}`;
  });
  return [`Portolan contains code of the following packages.`, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

/**
 * The folder of the package that a file belongs to: what follows the last `node_modules`.
 * @param {string} input
 */
function packageOf(input) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** @param {string} folder */
function licenceIn(folder) {
  const name = fs.readdirSync(path.join(repository, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (name === undefined) throw new Error(`${folder} has no licence file, so a bundle may not contain it`);
  return fs.readFileSync(path.join(repository, folder, name), 'utf8').trim();
}
