import type { ToolServer } from '../cli/mcp';
import { serveMcp } from '../mcp/server';

/** Serves the client at standard input and output; the process ends when either does. Loaded by `portolan mcp` alone. */
export function serveTools(tools: ToolServer): void {
  // What is under way has nobody to be answered to.
  const end = (): void => process.exit(0);
  process.stdin.once('end', end).once('close', end).once('error', end);
  process.stdout.once('error', end).once('close', end);
  serveMcp(tools);
}
