// @ts-check
// The map of a folder's ports, as the built server gives it to an editor.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { extensionFolder } from './places.mjs';

/**
 * @param {string} folder
 * @returns {Promise<import('./mapPage.mjs').Map>}
 */
export async function mapOf(folder) {
  const uri = pathToFileURL(folder).href;
  const server = spawn(process.execPath, [path.join(extensionFolder, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  try {
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: uri,
      workspaceFolders: [{ uri, name: path.basename(folder) }],
      capabilities: {},
      initializationOptions: {},
    });
    await connection.sendNotification('initialized', {});
    await connection.sendRequest('portolan/check');
    return await connection.sendRequest('portolan/map');
  } finally {
    connection.dispose();
    server.kill();
  }
}
