// @ts-check
// The bundles of dist/. The build makes them, the checks of imports and sizes go through them.

/** @typedef {'node program' | 'node module' | 'browser module' | 'browser worker'} Kind */

/**
 * `outfile` and `entry` are relative to the repository. `pending` marks an entry that is being written: it may be missing.
 * @type {readonly { outfile: string, entry: string, kind: Kind, pending?: boolean }[]}
 */
export const bundles = [
  { outfile: 'dist/cli.js', entry: 'server/src/node/cli.ts', kind: 'node program', pending: true },
  { outfile: 'dist/server.js', entry: 'server/src/node/server.ts', kind: 'node module', pending: true },
  { outfile: 'dist/worker.js', entry: 'server/src/node/worker.ts', kind: 'node module', pending: true },
  { outfile: 'dist/client.js', entry: 'client/src/node.ts', kind: 'node module', pending: true },
  { outfile: 'dist/web/client.js', entry: 'client/src/browser.ts', kind: 'browser module', pending: true },
  { outfile: 'dist/web/server.js', entry: 'server/src/browser/server.ts', kind: 'browser worker', pending: true },
];
