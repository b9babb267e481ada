import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Layouter } from '../../../shared/src/picture/elk';
import type { ToolServer } from '../cli/mcp';
import { runCli } from '../cli/program';
import { UsageError } from '../cli/run';
import { parts } from '../index';
import { nodeFileSystem, uriOfPath, writeUri } from './fileSystem';
import { changedSince, revisionOf } from './git';
import { WORKERS, preparser } from './preparse';
import type * as McpModule from './mcp';
import { startServer } from './serve';
import { trackedFiles } from './trackedFiles';
import { streamTransport } from './transports';
import { watchFolder } from './watch';

const host = {
  fs: nodeFileSystem,
  preparse: preparser(parts.stacks, WORKERS),
  // What parse workers give arrives between two slices.
  yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
  uriOf: uriOfPath,
  write: writeUri,
  revisionOf,
  changedSince,
  watch: watchFolder,
  tracked: trackedFiles,
  serveTools: async (tools: ToolServer) => (await protocolOfTools()).serveTools(tools),
  layouter,
  serve: () => startServer(streamTransport(process.stdin, process.stdout)),
};

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read has seen enough (`portolan check | head`); what was found still decides the exit code.
    if (error.code !== 'EPIPE') throw error;
  });
}

/** A bundle of its own, beside this one: no other command pays for the SDK. */
async function protocolOfTools(): Promise<typeof McpModule> {
  const script = path.join(__dirname, 'mcp.js');
  if (!fs.existsSync(script)) throw new UsageError('mcp.js is missing beside cli.js: install Portolan again.');
  return (await import(pathToFileURL(script).href)) as typeof McpModule;
}

/** elkjs, a file of its own beside this one: it is large, and only pictures need it. */
async function layouter(): Promise<Layouter> {
  const script = path.join(__dirname, 'elk.js');
  if (!fs.existsSync(script)) throw new UsageError('elk.js is missing beside cli.js: install Portolan again.');
  const { default: Elk } = (await import(pathToFileURL(script).href)) as { readonly default: new () => Layouter };
  return new Elk();
}

async function main(): Promise<void> {
  const code = await runCli(process.argv.slice(2), host);
  // Not process.exit: what was written to a pipe must still get out.
  if (code !== undefined) process.exitCode = code;
}

void main();
