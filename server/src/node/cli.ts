import { runCli } from '../cli/program';
import { nodeFileSystem, uriOfPath, writeUri } from './fileSystem';
import { startServer } from './serve';

const host = { fs: nodeFileSystem, uriOf: uriOfPath, write: writeUri, serve: () => startServer('stdio') };

void runCli(process.argv.slice(2), host).then((code) => {
  // Not process.exit: what was written to a pipe must still get out.
  if (code !== undefined) process.exitCode = code;
});
