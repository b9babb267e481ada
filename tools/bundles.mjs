// @ts-check
// The bundles of dist/. The build makes them, the checks of imports and sizes go through them.

/** @typedef {'node program' | 'node module' | 'browser module' | 'browser worker'} Kind */

/**
 * `outfile` and `entry` are relative to the repository.
 * @type {readonly { outfile: string, entry: string, kind: Kind }[]}
 */
export const bundles = [
  { outfile: 'dist/cli.js', entry: 'server/src/node/cli.ts', kind: 'node program' },
  { outfile: 'dist/server.js', entry: 'server/src/node/server.ts', kind: 'node module' },
  { outfile: 'dist/worker.js', entry: 'server/src/node/worker.ts', kind: 'node module' },
  { outfile: 'dist/mcp.js', entry: 'server/src/node/mcp.ts', kind: 'node module' },
  { outfile: 'dist/client.js', entry: 'client/src/node.ts', kind: 'node module' },
  { outfile: 'dist/web/client.js', entry: 'client/src/browser.ts', kind: 'browser module' },
  { outfile: 'dist/web/server.js', entry: 'server/src/browser/server.ts', kind: 'browser worker' },
];
