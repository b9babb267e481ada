import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { VERSION } from '../version';
import { nodeFileSystem } from './fileSystem';

/** Starts the language server on the transport that the arguments name (`--stdio`, `--node-ipc`). */
export function startServer(): void {
  serve(createConnection(ProposedFeatures.all), {
    fs: nodeFileSystem,
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    version: VERSION,
  });
}

startServer();
