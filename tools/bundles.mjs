// @ts-check
// The bundles of dist/. The build makes them, the checks of imports and sizes go through them.

/** @typedef {'node program' | 'node module' | 'browser module' | 'browser worker' | 'page' | 'copy'} Kind */

/**
 * A `copy` is somebody else's file as it is: elkjs stays a file of its own, as its licence (EPL-2.0) asks.
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
  { outfile: 'dist/webview.js', entry: 'client/src/webview/main.ts', kind: 'page' },
  { outfile: 'dist/webview.css', entry: 'client/src/webview/map.css', kind: 'page' },
  { outfile: 'dist/elk.js', entry: 'node_modules/elkjs/lib/elk.bundled.js', kind: 'copy' },
];

/** The workspace that the extension brings along, as one file; its source is what `npm start` checks. */
export const demo = { outfile: 'dist/demo.json', folder: 'test-fixtures/workspaces/harbour' };
