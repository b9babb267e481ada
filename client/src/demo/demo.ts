import * as vscode from 'vscode';
import { DEMO_FOLDER, DEMO_SCHEME, DemoCommand, DemoContext, type DemoStep } from '../../../shared/src/demo';
import { memoryFiles } from './files';

/** The file that the walkthrough shows, and what it looks for in it. */
const SHOWN: Readonly<Record<DemoStep, { readonly file: string; readonly text: string }>> = {
  finding: { file: 'compose.yaml', text: '${WEB_PORT}:80' },
  way: { file: 'compose.yaml', text: '3001:3000' },
};

/** The demo's folder in the file system that {@link registerDemo} provides. */
const folder = vscode.Uri.from({ scheme: DEMO_SCHEME, path: DEMO_FOLDER });

/** Provides the demo's files and registers its commands. Nothing is read before the demo is opened. */
export function registerDemo(context: vscode.ExtensionContext): vscode.Disposable {
  const source = vscode.Uri.joinPath(context.extensionUri, 'dist', 'demo.json');
  const load = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
    const files = Object.entries(JSON.parse(text) as Record<string, string>);
    return new Map(files.map(([path, content]) => [`${DEMO_FOLDER}/${path}`, new TextEncoder().encode(content)]));
  };
  if (isOpen()) done('opened');
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(DEMO_SCHEME, memoryFiles(load), { isCaseSensitive: true }),
    vscode.commands.registerCommand(DemoCommand.openDemo, (step?: unknown) => openDemo(step)),
    vscode.commands.registerCommand(DemoCommand.openWalkthrough, () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
    ),
  );
}

/** Whether this window shows the demo. */
function isOpen(): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === DEMO_SCHEME);
}

async function openDemo(step: unknown): Promise<void> {
  if (isOpen()) {
    await show(step === 'way' ? 'way' : 'finding');
    return;
  }
  // Who has a folder open keeps it.
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
}

/** Puts the cursor on what a step is about, and shows what Portolan knows of it. */
async function show(step: DemoStep): Promise<void> {
  const { file, text } = SHOWN[step];
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, file));
  // The port inside the container; the top of the file once somebody has changed it.
  const found = document.getText().indexOf(text);
  const at = document.positionAt(found < 0 ? 0 : found + text.indexOf(':') + 1);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: false,
    selection: new vscode.Range(at, at),
  });
  done(step);
  // The hover of another step would be taken for this one's. Older editors have no such command.
  await vscode.commands.executeCommand('editor.action.hideHover').then(undefined, () => undefined);
  await vscode.commands.executeCommand('editor.action.showHover');
}

/** Tells the walkthrough that a step was taken. */
function done(step: keyof typeof DemoContext): void {
  void vscode.commands.executeCommand('setContext', DemoContext[step], true);
}
