/// <reference types="mocha" />
import * as vscode from 'vscode';
import { eventually, indexed, ok, untouched } from './util';

suite('commands', () => {
  suiteSetup(indexed);

  test('are all there', async () => {
    const all = await vscode.commands.getCommands(true);
    for (const name of ['restartServer', 'showOutput', 'checkWorkspace', 'updatePorts', 'showRendered']) {
      ok(all.includes(`portolan.${name}`), `there is no command portolan.${name}`);
    }
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
