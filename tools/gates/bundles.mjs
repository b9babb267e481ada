// @ts-check
// What esbuild wrote down about the bundles (dist/meta.json): which modules our own sources reach for, and how big it all is.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Node's modules with which a program could run others, reach the network, or run text as code. Portolan reads files that
 * strangers wrote: it shall not be able to.
 */
const forbidden = new Set([
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'http',
  'http2',
  'https',
  'inspector',
  'net',
  'repl',
  'tls',
  'trace_events',
  'vm',
  'wasi',
]);

/**
 * The one exception: the command line compares revisions, which `git` reads. No bundle of the editor has it.
 * @type {Readonly<Record<string, string>>}
 */
const allowed = { 'server/src/node/git.ts': 'dist/cli.js' };

/**
 * @typedef {import('esbuild').Metafile} Metafile
 * @typedef {{ outfile: string, entry?: string, kind?: import('../bundles.mjs').Kind }} Bundle
 */

/**
 * Forbidden imports in our own sources. Those of packages are theirs: vscode-languageserver can open sockets, if asked.
 * @param {string} root
 * @param {readonly Bundle[]} bundles
 * @returns {string[]}
 */
export function checkImports(root, bundles) {
  const ours = bundles.filter(({ entry = '', kind }) => kind !== 'copy' && !entry.endsWith('.css'));
  return withMetafiles(root, ours, (outfile, metafile) => {
    const own = Object.entries(metafile.inputs).filter(([input]) => !input.includes('node_modules/'));
    if (own.length === 0) return [`${outfile}: esbuild lists no source of ours in it`];
    return own.flatMap(([input, { imports }]) =>
      imports
        .filter(({ path: name }) => forbidden.has(name.replace(/^node:/, '').split('/')[0] ?? ''))
        .filter(({ path: name }) => !(allowed[input] === outfile && /^(?:node:)?child_process$/.test(name)))
        .map(({ path: name }) => `${input}: imports “${name}” (seen in ${outfile})`),
    );
  });
}

/**
 * Bundles over their budget, in bytes as shipped.
 * @param {string} root
 * @param {readonly Bundle[]} bundles
 * @param {Readonly<Record<string, number>>} budgets
 * @returns {string[]}
 */
export function checkSizes(root, bundles, budgets) {
  const names = new Set(bundles.map(({ outfile }) => outfile));
  const stale = Object.keys(budgets).filter((name) => !names.has(name));
  return [
    ...stale.map((name) => `tools/budgets.json: ${name} is no bundle`),
    ...withMetafiles(root, bundles, (outfile, metafile) => {
      const budget = budgets[outfile];
      const size = metafile.outputs[outfile]?.bytes;
      if (budget === undefined) return [`${outfile}: tools/budgets.json has no budget for it`];
      if (size === undefined) return [`${outfile}: esbuild does not say how big it is`];
      return size <= budget
        ? []
        : [`${outfile}: ${size} bytes are more than its budget of ${budget} (tools/budgets.json)`];
    }),
  ];
}

/**
 * @param {string} root
 * @param {readonly Bundle[]} bundles
 * @param {(outfile: string, metafile: Metafile) => string[]} check
 */
function withMetafiles(root, bundles, check) {
  /** @type {Record<string, Metafile>} */
  const metafiles = JSON.parse(fs.readFileSync(path.join(root, 'dist/meta.json'), 'utf8'));
  return bundles.flatMap(({ outfile }) => {
    const metafile = metafiles[outfile];
    return metafile === undefined ? [`${outfile}: it was not built`] : check(outfile, metafile);
  });
}
