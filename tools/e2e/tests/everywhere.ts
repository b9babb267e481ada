/// <reference types="mocha" />
// What works alike on the desktop, on a remote machine and in the browser.
import * as vscode from 'vscode';
import { at, equal, indexed, ok, read, root } from './util';

const demo = vscode.Uri.from({ scheme: 'portolan-demo', path: '/harbour' });

/** All files below a folder, by their paths in it, sorted. */
async function filesIn(folder: vscode.Uri, path = ''): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const below = entries.map(async ([name, type]) =>
    type === vscode.FileType.Directory
      ? filesIn(vscode.Uri.joinPath(folder, name), `${path}${name}/`)
      : [`${path}${name}`],
  );
  return (await Promise.all(below)).flat().sort();
}

suite('the demo', () => {
  suiteSetup(indexed);

  test('has the files of the workspace that the tests open, in memory', async () => {
    const names = (await filesIn(root())).filter((name) => !name.startsWith('.vscode/'));
    equal(await filesIn(demo), names, 'files');
    for (const name of names) {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(demo, name));
      equal(new TextDecoder().decode(bytes), await read(name), name);
    }
  });

  test('can be changed, and its files made, moved and deleted', async () => {
    const [one, two] = [vscode.Uri.joinPath(demo, 'new/one.yaml'), vscode.Uri.joinPath(demo, 'two.yaml')];
    await vscode.workspace.fs.writeFile(one, new TextEncoder().encode('a: 1\n'));
    await vscode.workspace.fs.rename(one, two);
    equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(two)), 'a: 1\n');
    await vscode.workspace.fs.delete(two);
    const missing = await vscode.workspace.fs.stat(two).then(
      () => 'there',
      (error: unknown) => (error instanceof vscode.FileSystemError ? error.code : String(error)),
    );
    equal(missing, 'FileNotFound');
  });
});

suite('questions about Portolan itself', () => {
  suiteSetup(indexed);

  test('are answered: why a file is indexed or not', async () => {
    const why = async (path: string): Promise<{ indexed: boolean; because: string[] }> => {
      const told = await vscode.commands.executeCommand<{ indexed: boolean; because: string[] }>(
        'portolan.whyIndexed',
        at(path),
      );
      ok(told, `nothing is said of ${path}`);
      return told;
    };
    const compose = await why('compose.yaml');
    ok(compose.indexed && compose.because[0]?.includes('Compose project `harbour`'), JSON.stringify(compose));
    const readme = await why('README.md');
    ok(!readme.indexed && readme.because[0]?.includes('no files of this name'), JSON.stringify(readme));
  });

  test('are answered: a report without contents of files', async () => {
    const report = await vscode.commands.executeCommand<string>('portolan.copyDiagnosticsReport');
    for (const part of ['# Portolan diagnostics report', '× compose', 'container-port-mismatch', 'analysing: '])
      ok(report.includes(part), `there is no ${part} in:\n${report}`);
    ok(/server \d+\.\d+\.\d+ \((?:Node \d|web worker)/.test(report), report);
    ok(!report.includes('secret'), 'it holds the value of a variable');
  });
});
