/// <reference types="mocha" />
// Nothing stale: after whatever happens to a file, the findings are those of what is there.
import * as vscode from 'vscode';
import {
  at,
  closeAll,
  command,
  eventually,
  finding,
  findingGone,
  findings,
  indexed,
  nameOf,
  ok,
  open,
  rangeOf,
  read,
  replace,
  untouched,
  write,
} from './util';

suite('findings are never stale', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await closeAll();
    await untouched();
  });

  test('while a file is edited', async () => {
    const document = await open('compose.yaml');
    await replace(document, rangeOf(document, '80', '${WEB_PORT}:'), '3000');
    await findingGone('compose.yaml', 'container-port-mismatch');
    await vscode.commands.executeCommand('undo');
    await finding('compose.yaml', 'container-port-mismatch');
  });

  test('in a file that is not open, while the one that it is contradicted by is edited', async () => {
    const document = await open('web/Dockerfile');
    await replace(document, rangeOf(document, '3000', 'EXPOSE '), '80');
    await replace(document, rangeOf(document, '3000', '"-l", "'), '80');
    await findingGone('compose.yaml', 'container-port-mismatch');
  });

  test('in a file that is open behind the one that is edited', async () => {
    await open('compose.yaml');
    const document = await open('web/Dockerfile');
    await replace(document, rangeOf(document, '3000', 'EXPOSE '), '80');
    await replace(document, rangeOf(document, '3000', '"-l", "'), '80');
    await findingGone('compose.yaml', 'container-port-mismatch');
  });

  test('when an edit is thrown away', async () => {
    const document = await open('k8s/api.yaml');
    await replace(document, rangeOf(document, 'http', 'targetPort: '), 'web');
    await findingGone('k8s/api.yaml', 'targetport-name-unresolved');
    await closeAll();
    await finding('k8s/api.yaml', 'targetport-name-unresolved');
  });

  test('when an edit is saved and the editor closed', async () => {
    const before = await read('k8s/api.yaml');
    const document = await open('k8s/api.yaml');
    await replace(document, rangeOf(document, 'http', 'targetPort: '), 'web');
    ok(await document.save(), 'the document could not be saved');
    await closeAll();
    await findingGone('k8s/api.yaml', 'targetport-name-unresolved');
    await write('k8s/api.yaml', before);
  });

  test('when a file is deleted, and when it comes back', async () => {
    const before = await read('k8s/api.yaml');
    await vscode.workspace.fs.delete(at('k8s/api.yaml'));
    await eventually('no finding in a file that is not there', () => findings(at('k8s/api.yaml')).length === 0);
    await findingGone('k8s/web.yaml', 'k8s-url-port-not-on-service'); // there is no Service `api` any more
    await write('k8s/api.yaml', before);
  });

  test('when a folder is moved, and moved back', async () => {
    await vscode.workspace.fs.rename(at('k8s'), at('manifests'));
    await finding('manifests/api.yaml', 'targetport-name-unresolved');
    await eventually('no finding in the old folder', () => findings(at('k8s/api.yaml')).length === 0);
    await vscode.workspace.fs.rename(at('manifests'), at('k8s'));
  });

  test('when a setting changes', async () => {
    const settings = vscode.workspace.getConfiguration('portolan');
    await settings.update('rules', { 'container-port-mismatch': 'off' }, vscode.ConfigurationTarget.Global);
    await findingGone('compose.yaml', 'container-port-mismatch');
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
  });
});

suite('half-typed text', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await closeAll();
    await untouched();
  });

  for (const path of ['compose.yaml', 'k8s/api.yaml', 'api/Dockerfile']) {
    test(`of ${path} neither breaks the server nor floods the list`, async () => {
      const api = await indexed();
      const pid = api.serverPid();
      const document = await open(path);
      const whole = document.getText();
      const usual = vscode.languages.getDiagnostics().flatMap(([, all]) => all).length;
      for (let length = whole.length; length > 0; length -= Math.ceil(whole.length / 25)) {
        const cut = new vscode.Range(document.positionAt(length), document.positionAt(document.getText().length));
        await replace(document, cut, '');
        await command('vscode.executeHoverProvider', document.uri, document.positionAt(length - 1));
        const now = vscode.languages.getDiagnostics().flatMap(([, all]) => all).length;
        ok(now <= usual + 3, `${now} findings instead of ${usual} after ${nameOf(document.uri)} was cut at ${length}`);
      }
      ok(api.serverPid() === pid && api.status().state === 'ready', 'the server did not survive');
    });
  }
});
