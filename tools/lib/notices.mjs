// @ts-check
// The licences of the packages inside the bundles, which their authors ask to go wherever the code goes.
import fs from 'node:fs';
import path from 'node:path';
import { repository } from './repo.mjs';

/**
 * The folders of all packages of which the bundles hold code, those that packages bring along included; sorted.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function packagesIn(metafiles) {
  const inputs = metafiles.flatMap((metafile) =>
    Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const folders = inputs.filter(([, part]) => part.bytesInOutput > 0).flatMap(([input]) => packageOf(input) ?? []);
  return [...new Set(folders)].sort();
}

/**
 * One text for all these packages: whose each is, where its source is to be had, and on what terms. A package without a
 * licence file is an error, since its code could then not be given on.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function noticesFor(metafiles) {
  const parts = packagesIn(metafiles).map((folder) => {
    const manifest = JSON.parse(fs.readFileSync(path.join(repository, folder, 'package.json'), 'utf8'));
    const { name, version, license } = manifest;
    // Some licences ask to say where the source of just this version is to be had.
    const source = /\b(?:EPL|MPL|LGPL)\b/.test(license) ? `\nSource: ${sourceOf(manifest)}` : '';
    return `${name} ${version} (${license})\nhttps://www.npmjs.com/package/${name}/v/${version}${source}\n\n${licenceIn(folder)}`;
  });
  return [`Portolan contains code of the following packages.`, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

/**
 * Where a package's source is kept, with the tag of its version where its host is known.
 * @param {{ name: string, version: string, repository?: string | { url?: string } }} manifest
 */
function sourceOf({ name, version, repository: kept }) {
  const url = (typeof kept === 'string' ? kept : kept?.url)?.replace(/^git\+/, '').replace(/\.git$/, '');
  const [, slug] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(url ?? '') ?? [];
  const page = slug === undefined ? url : `https://github.com/${slug}`;
  if (page === undefined) throw new Error(`${name} does not say where its source is, which its licence asks for`);
  return page.startsWith('https://github.com/') ? `${page}/tree/${version}` : page;
}

/**
 * The folder of the package that a file belongs to: what follows the last `node_modules`.
 * @param {string} input
 */
function packageOf(input) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/**
 * The texts of a package's licence, and of the notice that some licences ask to hand on.
 * @param {string} folder
 */
function licenceIn(folder) {
  const names = fs.readdirSync(path.join(repository, folder)).filter((name) => /^(?:licen[cs]e|notice)/i.test(name));
  if (!names.some((name) => /^licen[cs]e/i.test(name)))
    throw new Error(`${folder} has no licence file, so a bundle may not contain it`);
  return names.map((name) => fs.readFileSync(path.join(repository, folder, name), 'utf8').trim()).join('\n\n');
}
