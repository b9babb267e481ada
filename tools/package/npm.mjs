// @ts-check
// The package for npm: the command line alone, in a folder of its own (dist/npm) with a manifest made from the repository's.
import fs from 'node:fs';
import path from 'node:path';
import { npm } from '../lib/setup.mjs';

/**
 * What goes in: where it lies in the repository → its name in the package. `cli.js` looks for the other scripts beside itself.
 * @type {Readonly<Record<string, string>>}
 */
const files = {
  'dist/cli.js': 'cli.js',
  'dist/worker.js': 'worker.js',
  'dist/mcp.js': 'mcp.js',
  'dist/elk.js': 'elk.js',
  'schemas/portolan-map.schema.json': 'schemas/portolan-map.schema.json',
  'dist/THIRD-PARTY-NOTICES.txt': 'THIRD-PARTY-NOTICES.txt',
  'schemas/portolan.schema.json': 'schemas/portolan.schema.json',
  'docs/npm.md': 'README.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  LICENSE: 'LICENSE',
};

/**
 * The manifest of the package: what npm shows and what installing needs. No scripts, so that nothing of it runs by itself, and
 * no dependencies, since the bundles hold everything.
 * @param {Record<string, any>} whole the repository's package.json
 */
export function npmManifest({ name, version, description, keywords, license, repository, homepage, bugs, engines }) {
  const own = Object.values(files).filter((file) => !['README.md', 'LICENSE'].includes(file));
  return {
    name,
    version,
    description,
    keywords,
    license,
    repository,
    homepage,
    bugs,
    type: 'commonjs',
    bin: { portolan: 'cli.js' },
    // A program, not a library: nothing but the manifest can be imported.
    exports: { './package.json': './package.json' },
    files: own.toSorted(),
    engines: { node: engines.node },
  };
}

/**
 * Writes the folder of the package and packs it.
 * @param {string} root the repository
 * @param {string} folder to make anew
 * @param {string} into the folder for the archive
 * @returns {string} the archive
 */
export function packNpm(root, folder, into) {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [from, to] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, to)), { recursive: true });
    fs.copyFileSync(path.join(root, from), path.join(folder, to));
  }
  fs.chmodSync(path.join(folder, 'cli.js'), 0o755);
  const whole = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(npmManifest(whole), undefined, 2)}\n`);
  fs.mkdirSync(into, { recursive: true });
  const { status, stdout, stderr } = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', into], folder);
  if (status !== 0) throw new Error(`npm could not pack ${folder}: ${stderr.trim()}`);
  return path.join(into, JSON.parse(stdout)[0].filename);
}
