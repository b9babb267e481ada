import { runCli } from '../cli/program';
import { parts } from '../index';
import { nodeFileSystem, uriOfPath, writeUri } from './fileSystem';
import { WORKERS, preparser } from './preparse';
import { startServer } from './serve';

const host = { fs: nodeFileSystem, preparse: preparser(parts.stacks, WORKERS), uriOf: uriOfPath, write: writeUri, serve: () => startServer('stdio') };

void runCli(process.argv.slice(2), host).then((code) => {
  // Not process.exit: what was written to a pipe must still get out.
  if (code !== undefined) process.exitCode = code;
});
