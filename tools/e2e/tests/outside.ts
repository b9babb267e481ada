/// <reference types="mocha" />
// What only a Node host can do: change files and folders behind VS Code's back.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { at, closeAll, eventually, finding, findingGone, findings, indexed, ok, root, untouched } from './util';

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

suite('workspace folders', () => {
  suiteSetup(indexed);
  teardown(closeAll);

  test('that are added and removed bring and take their findings', async () => {
    const second = path.join(root().fsPath, '..', 'second');
    fs.cpSync(root().fsPath, second, { recursive: true });
    const uri = vscode.Uri.joinPath(vscode.Uri.file(second), 'k8s', 'api.yaml');
    ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: vscode.Uri.file(second) }), 'the folder was not added');
    await eventually('findings in the second folder', () => findings(uri).length > 0);
    ok(vscode.workspace.updateWorkspaceFolders(1, 1), 'the folder was not removed');
    await eventually('no findings in a folder that is closed', () => findings(uri).length === 0);
    await untouched();
    fs.rmSync(second, { recursive: true });
  });
});
