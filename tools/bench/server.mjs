// @ts-check
// From the start of a server to the findings of a whole workspace, as an editor sees it: messages over standard input and output.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../lib/repo.mjs';

/**
 * @typedef {object} Start milliseconds since the process was started
 * @property {number} answered until the initialize request was answered
 * @property {number} first until the first file with findings
 * @property {number} ready until all findings
 */

/**
 * Starts the built server in a folder and ends it again. Rejects if it ends by itself.
 * @param {string} folder
 * @returns {Promise<Start>}
 */
export function startOfServer(folder) {
  const begin = performance.now();
  const server = spawn(process.execPath, [path.join(repository, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const send = (/** @type {object} */ message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const uri = pathToFileURL(folder).href;
  send({
    id: 1,
    method: 'initialize',
    params: {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'bench' }],
      capabilities: {},
      initializationOptions: { pushDiagnostics: true },
    },
  });
  let [answered, first] = [0, 0];
  return new Promise((resolve, reject) => {
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    messages(server.stdout, ({ id, method, params }) => {
      const now = performance.now() - begin;
      if (id === 1 && method === undefined) {
        answered = now;
        send({ method: 'initialized', params: {} });
      } else if (method === 'textDocument/publishDiagnostics' && params.diagnostics.length > 0) {
        first ||= now;
      } else if (method === 'portolan/status' && params.state === 'ready') {
        resolve({ answered, first, ready: now });
        server.kill();
      } else if (id !== undefined && method !== undefined) {
        send({ id, result: null });
      }
    });
  });
}

/**
 * Calls back with each message of a stream.
 * @param {import('node:stream').Readable} stream
 * @param {(message: any) => void} tell
 */
function messages(stream, tell) {
  let bytes = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = bytes.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(bytes.toString('latin1', 0, Math.max(head, 0)))?.[1]);
      if (head < 0 || bytes.length < head + 4 + length) return;
      tell(JSON.parse(bytes.toString('utf8', head + 4, head + 4 + length)));
      bytes = bytes.subarray(head + 4 + length);
    }
  });
}
