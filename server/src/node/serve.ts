import { createProtocolConnection } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';
import type { Transport } from '../lsp/server';
import { VERSION } from '../version';
import { parts } from '../index';
import { nodeFileSystem } from './fileSystem';
import { WORKERS, preparser } from './preparse';
import { watchedFileSystem } from './watch';

/** How often the process that started the server is looked for, in ms. */
const PARENT_MS = 1000;
/** How long what was written last may take to leave, in ms. */
const FLUSH_MS = 250;

/** Starts the language server for the client at the other end of a transport. */
export function startServer(transport: Transport): void {
  serve(transport, {
    fs: nodeFileSystem,
    watchedFs: (changed) => watchedFileSystem(nodeFileSystem, changed),
    preparse: preparser(parts.stacks, WORKERS),
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    version: VERSION,
    platform: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    memory: () => process.memoryUsage().rss,
    protocol: createProtocolConnection,
    exit,
    watchParent,
  });
}

function exit(code: number): void {
  const end = () => process.exit(code);
  if (process.stdout.writableLength === 0 || process.stdout.destroyed) end();
  process.stdout.write('', end);
  setTimeout(end, FLUSH_MS);
}

function watchParent(processId: number): void {
  const look = () => {
    try {
      // Signal 0 only asks whether the process is there.
      process.kill(processId, 0);
    } catch (error) {
      // One that belongs to somebody else is there, too.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') exit(1);
    }
  };
  setInterval(look, PARENT_MS).unref();
}
