// @ts-check
// A process of its own: runs VS Code's web server (or its command line) out of an unpacked code-server, without
// code-server's wrapper, which would need 200 packages more and refuses the flag that tests need.
//   node serve.mjs ROOT '{"server-data-dir": …}'                    serves on a free port and prints {"port": N}
//   node serve.mjs ROOT '{"install-extension": ["x.vsix"], …}'      installs and ends
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [root = '', json = '{}'] = process.argv.slice(2);
const options = {
  _: [],
  'accept-server-license-terms': true,
  'disable-telemetry': true,
  'telemetry-level': 'off',
  compatibility: '1.64',
  ...JSON.parse(json),
};

process.env['CODE_SERVER_PARENT_PID'] = String(process.ppid); // else server-main.js starts a server at once, by its own options
const main = await import(pathToFileURL(path.join(root, 'out/server-main.js')).href);
const code = await (main.loadCodeWithNls ?? main.default.loadCodeWithNls)(); // older versions are CommonJS

if (options['install-extension']) {
  await code.spawnCli(options);
} else {
  const vscode = await code.createServer(null, options);
  const server = http.createServer((request, response) => void vscode.handleRequest(request, response));
  server.on('upgrade', (request, socket) => vscode.handleUpgrade(request, socket));
  server.listen(Number(options.port ?? 0), '127.0.0.1', () => {
    const address = server.address();
    console.log(`\n{"port": ${typeof address === 'object' && address ? address.port : 0}}`);
  });
}
