// @ts-check
// Opens a folder in a real VS Code with the extension as it is built in this checkout: desktop VS Code if it is installed,
// otherwise VS Code's web server, whose address is printed.
//   node tools/e2e/editor.mjs FOLDER [--port N]
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installExtension, startCodeServer } from './lib/codeserver.mjs';
import { installHost } from './lib/hosts.mjs';
import { packageExtension } from './lib/package.mjs';
import { demoWorkspace, extensionFolder, hostsFolder, onPath } from './lib/places.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } });
const folder = path.resolve(positionals[0] ?? demoWorkspace);
if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`${folder} is not a folder.`);
  process.exit(2);
}

const desktop = onPath('code', 'code.cmd', 'code-insiders', 'codium');
if (desktop !== undefined) process.exit(openDesktop(desktop));
try {
  await openInPage();
} catch (error) {
  console.error(
    `There is no desktop VS Code here, and its web server could not be started: ${error instanceof Error ? error.message : error}`,
  );
  process.exit(2);
}

/** @param {string} program */
function openDesktop(program) {
  const args = ['--new-window', `--extensionDevelopmentPath=${extensionFolder}`, folder];
  const shell = program.endsWith('.cmd');
  const { status } = spawnSync(program, shell ? args.map((arg) => `"${arg}"`) : args, { stdio: 'inherit', shell });
  return status ?? 2;
}

async function openInPage() {
  const host = installHost('newest');
  const data = path.join(hostsFolder, 'editor');
  installExtension(host, data, packageExtension());
  // Whoever has the address can run programs as this user, so it holds a secret, and only this machine is listened to.
  const token = randomBytes(16).toString('hex');
  const port = values.port === undefined ? {} : { port: Number(values.port) };
  const server = await startCodeServer(host, { data, token, ...port });
  const query = new URLSearchParams({ tkn: token, folder });
  console.log(
    `VS Code ${host.vscode} with Portolan shows ${folder} at\n\n  ${server.url}/?${query}\n\nCtrl+C ends it.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
