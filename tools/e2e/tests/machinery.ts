/// <reference types="mocha" />
import * as vscode from 'vscode';
import { allFindings, at, command, equal, eventually, findings, indexed, open, rangeOf, replace } from './util';

suite('machinery', () => {
  suiteSetup(indexed);
  test('diagnostics of an unopened file', async () => {
    await eventually('findings', () => allFindings().length > 0);
    equal(allFindings(), ['compose.yaml:4 stub-rule']);
  });
  test('hover', async () => {
    const document = await open('compose.yaml');
    const hovers = await eventually('hover', async () => {
      const h = await command<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        rangeOf(document, '9999').start,
      );
      return h.length > 0 && h;
    });
    console.log(JSON.stringify(hovers));
  });
  test('edit', async () => {
    const document = await open('compose.yaml');
    await replace(document, rangeOf(document, '9999'), '3000');
    await eventually('none', () => findings(document.uri).length === 0);
    await vscode.commands.executeCommand('undo');
    await eventually('again', () => findings(at('compose.yaml')).length === 1);
  });
  test('commands', async () => {
    await command('portolan.checkWorkspace');
    await command('portolan.restartServer');
    await eventually('again', () => findings(at('compose.yaml')).length === 1);
  });
});
