/// <reference types="mocha" />
// What only a Node host can do: change files and folders behind VS Code's back.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { at, closeAll, eventually, finding, findingGone, findings, indexed, ok, root, ruleOf, untouched } from './util';

const onDisk = (name: string): string => at(name).fsPath;

suite('changes by other programs', () => {
  suiteSetup(indexed);
  teardown(untouched);

  test('to a file', async () => {
    const before = fs.readFileSync(onDisk('k8s/api.yaml'), 'utf8');
    fs.writeFileSync(onDisk('k8s/api.yaml'), before.replace('targetPort: http', 'targetPort: web'));
    await findingGone('k8s/api.yaml', 'targetport-name-unresolved');
    fs.writeFileSync(onDisk('k8s/api.yaml'), before);
  });

  test('that make a file, and remove it', async () => {
    fs.copyFileSync(onDisk('worker/Dockerfile'), onDisk('k8s/Dockerfile'));
    await eventually('findings in the new file', () => findings(at('k8s/Dockerfile')).length > 0);
    fs.rmSync(onDisk('k8s/Dockerfile'));
    await eventually('no finding in the removed file', () => findings(at('k8s/Dockerfile')).length === 0);
  });

  test('that move a folder', async () => {
    fs.renameSync(onDisk('k8s'), onDisk('manifests'));
    await finding('manifests/api.yaml', 'targetport-name-unresolved');
    await eventually('no finding in the old folder', () => findings(at('k8s/api.yaml')).length === 0);
    fs.renameSync(onDisk('manifests'), onDisk('k8s'));
  });

  test('to many files at once, as a checkout of another branch does', async () => {
    const kept = path.join(root().fsPath, '..', 'kept');
    fs.cpSync(root().fsPath, kept, { recursive: true });
    for (const name of ['compose.yaml', 'compose.override.yaml', 'k8s/api.yaml', '.env']) fs.rmSync(onDisk(name));
    fs.rmSync(onDisk('worker'), { recursive: true });
    fs.writeFileSync(onDisk('web/Dockerfile'), 'FROM node:22-alpine\nEXPOSE 80\n');
    for (const name of ['compose.yaml', 'k8s/api.yaml', 'worker/Dockerfile']) {
      await eventually(`no finding in ${name}`, () => findings(at(name)).length === 0);
    }
    fs.cpSync(kept, root().fsPath, { recursive: true });
    await untouched();
    fs.rmSync(kept, { recursive: true });
  });
});

/** Adds a second folder to the window. */
const add = (uri: vscode.Uri): Promise<void> =>
  changeFolders(() => vscode.workspace.updateWorkspaceFolders(1, 0, { uri }));

const removeAdded = (): Promise<void> => changeFolders(() => vscode.workspace.updateWorkspaceFolders(1, 1));

/** VS Code takes one change at a time, and refuses others until it has told of it. */
async function changeFolders(change: () => boolean): Promise<void> {
  let told = false;
  const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => (told = true));
  ok(change(), 'the folders were not changed');
  await eventually('word of the other folders', () => told);
  listener.dispose();
}

suite('workspace folders', () => {
  suiteSetup(indexed);
  teardown(closeAll);

  test('that are added and removed bring and take their findings', async () => {
    const second = path.join(root().fsPath, '..', 'second');
    fs.cpSync(root().fsPath, second, { recursive: true });
    const uri = vscode.Uri.joinPath(vscode.Uri.file(second), 'k8s', 'api.yaml');
    await add(vscode.Uri.file(second));
    await eventually('findings in the second folder', () => findings(uri).length > 0);
    await removeAdded();
    await eventually('no findings in a folder that is closed', () => findings(uri).length === 0);
    await untouched();
    fs.rmSync(second, { recursive: true });
  });

  test('that lie in each other report once', async () => {
    const inner = vscode.Uri.joinPath(root(), 'k8s');
    await add(inner);
    await vscode.commands.executeCommand('portolan.checkWorkspace');
    await untouched();
    await removeAdded();
    await vscode.commands.executeCommand('portolan.checkWorkspace');
    await untouched();
  });

  test('of a file system that only the editor knows have the same findings', async () => {
    const uri = vscode.Uri.from({ scheme: 'portolan-demo', path: '/harbour' });
    const found = (): string[] =>
      vscode.languages
        .getDiagnostics()
        .filter(([file]) => file.scheme === uri.scheme)
        .flatMap(([file]) =>
          findings(file).map((d) => `${file.path.slice('/harbour/'.length)}:${d.range.start.line + 1} ${ruleOf(d)}`),
        )
        .sort();
    await add(uri);
    await eventually('the findings of the demo', () => {
      const now = found().join('\n');
      if (now === FINDINGS_OF_THE_COMMAND_LINE.join('\n')) return true;
      throw new Error(`found ${now}`);
    });
    await removeAdded();
    await eventually('no findings of the demo', () => found().length === 0);
    await untouched();
  });

  test('may have settings of their own', async () => {
    const other = path.join(root().fsPath, '..', 'other');
    fs.cpSync(root().fsPath, other, { recursive: true });
    const file = vscode.Uri.joinPath(vscode.Uri.file(other), 'compose.yaml');
    const has = (uri: vscode.Uri): boolean => findings(uri).some((d) => ruleOf(d) === 'container-port-mismatch');
    await add(vscode.Uri.file(other));
    await eventually('the finding in both', () => has(file) && has(at('compose.yaml')));
    const settings = vscode.workspace.getConfiguration('portolan', file);
    const rules = { 'container-port-mismatch': 'off' };
    await settings.update('rules', rules, vscode.ConfigurationTarget.WorkspaceFolder);
    await eventually('the finding in one', () => !has(file) && has(at('compose.yaml')));
    await settings.update('rules', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    await eventually('the finding in both again', () => has(file) && has(at('compose.yaml')));
    await removeAdded();
    await eventually('no findings in a folder that is closed', () => findings(file).length === 0);
    fs.rmSync(other, { recursive: true });
  });
});
