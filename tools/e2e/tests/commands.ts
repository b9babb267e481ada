/// <reference types="mocha" />
import * as vscode from 'vscode';
import { eventually, indexed, manifest, ok, untouched } from './util';

suite('commands', () => {
  suiteSetup(indexed);

  test('are those that package.json contributes, and no others', async () => {
    const { commands, views = {} } = manifest().contributes;
    const contributed = commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('portolan.'));
    for (const id of contributed) ok(registered.includes(id), `there is no command ${id}`);
    // VS Code makes some for each view: to open it, to move it back …
    const madeFor = Object.values(views).flatMap((list) => list.map(({ id }) => `${id}.`));
    const own = registered.filter((id) => !madeFor.some((prefix) => id.startsWith(prefix)));
    for (const id of own) ok(contributed.includes(id), `package.json does not contribute ${id}`);
  });

  test('Check Workspace reads everything again', async () => {
    await vscode.commands.executeCommand('portolan.checkWorkspace');
    await untouched();
  });

  test('Restart Server ends the server and starts another', async () => {
    const api = await indexed();
    const before = api.serverPid();
    await vscode.commands.executeCommand('portolan.restartServer');
    await eventually('the index of the new server', () => api.status().state === 'ready');
    ok(before === undefined || api.serverPid() !== before, 'it is the same process');
    await untouched();
  });

  test('the status tells how many files and findings there are', async () => {
    const api = await indexed();
    const status = await eventually('the status', () => {
      const shown = api.status();
      return shown.state === 'ready' && shown;
    });
    ok(status.files > 0 && status.findings === FINDINGS_OF_THE_COMMAND_LINE.length, JSON.stringify(status));
  });
});
