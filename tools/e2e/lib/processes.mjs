// @ts-check
// The processes of a VS Code server, to end one of them as a crash would.
import { execFileSync } from 'node:child_process';

/**
 * The ids of the language servers that run below a VS Code server: processes of its group whose command line names our
 * script.
 * @param {import('./codeserver.mjs').Server} server
 */
export function languageServers(server) {
  const table = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((row) => {
    const [, pid, group, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(group) === server.pid && args.includes('dist/server.js') ? [Number(pid)] : [];
  });
}
