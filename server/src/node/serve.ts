import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import { VERSION } from '../version';
import { parts } from '../index';
import { nodeFileSystem } from './fileSystem';
import { WORKERS, preparser } from './preparse';

/** Starts the language server: on standard input and output, or on the transport that the process's arguments name. */
export function startServer(transport: 'stdio' | 'arguments'): void {
  const connection =
    transport === 'stdio'
      ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
      : createConnection(ProposedFeatures.all);
  serve(connection, {
    fs: nodeFileSystem,
    preparse: preparser(parts.stacks, WORKERS),
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    version: VERSION,
    platform: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    memory: () => process.memoryUsage().rss,
  });
}
