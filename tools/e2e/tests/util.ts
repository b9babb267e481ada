import * as vscode from 'vscode';
import type { Api } from '../../../client/src/extension';

/** What the extension exports. */
export type { Api };

/** Fails with `message` unless `value` holds. */
export function ok(value: unknown, message: string): asserts value {
  if (!value) throw new Error(message);
}

/** Fails unless both are the same as JSON. */
export function equal(actual: unknown, expected: unknown, what = 'values'): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} differ: got ${a}, expected ${b}`);
}

/** Figures that the tests measured, for whoever reads the run's output. */
export const notes: string[] = [];

/** Tells a figure, once it is known. A test that is tried again tells it again. */
export function note(text: string): void {
  notes.push(text);
}

/** Resolves after `ms` milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again until the answer is neither undefined nor false, and returns it. Polling, since the event that one would
 * wait for may have come before one listened.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | PromiseLike<T | undefined | false>,
  timeout = 20_000,
): Promise<T> {
  const end = Date.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error; // a provider may be cancelled, or a document may be about to change
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}; last: ${String(last)}`);
    await pause(25);
  }
}

/** Runs a command, again if VS Code cancels it: it cancels code actions whenever a provider is registered meanwhile. */
export async function command<T>(id: string, ...args: unknown[]): Promise<T> {
  for (let left = 10; ; left--) {
    try {
      return await vscode.commands.executeCommand<T>(id, ...args);
    } catch (error) {
      if (left === 0 || (error as Error).message !== 'Canceled') throw error;
      await pause(100);
    }
  }
}

/** The workspace folder: `file:` in a Node host, `memory:` in the web. */
export function root(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'the tests need a workspace folder');
  return folder.uri;
}

/** A file of the workspace by its path in it. */
export const at = (path: string): vscode.Uri => vscode.Uri.joinPath(root(), path);

/** The path in the workspace, for messages. */
export const nameOf = (uri: vscode.Uri): string => uri.path.slice(root().path.length + 1);

/**
 * Opens a file in an editor, as a click in the explorer does. (`openTextDocument` would hold the document for minutes after
 * its editor is closed, and with it its text, whatever happens to the file.)
 */
export async function open(path: string): Promise<vscode.TextDocument> {
  const uri = at(path);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return eventually(`an editor with ${path}`, () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.toString() === uri.toString() && document;
  });
}

/** Closes every editor without saving, and waits until the documents are closed too. */
export async function closeAll(): Promise<void> {
  const inFolder = (): vscode.TextDocument[] =>
    vscode.workspace.textDocuments.filter(({ uri }) => uri.path.startsWith(`${root().path}/`));
  for (const document of inFolder().filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await eventually('all documents to be closed', () => inFolder().length === 0);
}

/** The text of a file on the disk. */
export async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(at(path)));
}

/** Writes a file by VS Code's own file system. */
export async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(at(path), new TextEncoder().encode(text));
}

/** The range of the first `text` in a document, after the first `after` if that is given. */
export function rangeOf(document: vscode.TextDocument, text: string, after = ''): vscode.Range {
  const whole = document.getText();
  const from = whole.indexOf(after);
  const start = from < 0 ? -1 : whole.indexOf(text, from + after.length);
  ok(start >= 0, `${nameOf(document.uri)} has no ${JSON.stringify(text)} after ${JSON.stringify(after)}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Replaces a range and says so if VS Code did not. */
export async function replace(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  ok(await vscode.workspace.applyEdit(edit), `${nameOf(document.uri)} could not be edited`);
}

/** Our diagnostics of one document. */
export const findings = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'portolan');

/** Our diagnostics of every document, as `path:line rule`, sorted. */
export function allFindings(): string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri]) => findings(uri).map((d) => `${nameOf(uri)}:${d.range.start.line + 1} ${ruleOf(d)}`))
    .sort();
}

/** The rule id of a diagnostic; its `code` has a target if it links to the rule's page. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** What the tests read of the extension's package.json. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly languageModelTools?: readonly { readonly name: string }[];
  };
}

/** The manifest of the extension under test, as VS Code read it. */
export function manifest(): Manifest {
  const found = vscode.extensions.getExtension('portolan.portolan');
  ok(found, 'Portolan is not installed');
  return found.packageJSON as Manifest;
}

/** The extension, active. */
export async function extension(): Promise<Api> {
  const found = vscode.extensions.getExtension<Api>('portolan.portolan');
  ok(found, 'Portolan is not installed');
  return found.activate();
}

/** Waits until the whole workspace is indexed and published. */
export async function indexed(): Promise<Api> {
  const api = await extension();
  await eventually('a complete index', () => api.status().state === 'ready');
  return api;
}

/** Waits until the findings are those that the command line has in the workspace as it was at the start. */
export async function untouched(): Promise<void> {
  const expected = FINDINGS_OF_THE_COMMAND_LINE;
  await eventually('the findings of the untouched workspace', () => {
    const now = allFindings();
    const missing = expected.filter((line) => !now.includes(line));
    const extra = now.filter((line) => !expected.includes(line));
    if (missing.length + extra.length === 0 && now.length === expected.length) return true;
    throw new Error(`missing: ${missing.join('; ')}; too many: ${extra.join('; ')}`);
  });
}

/** Waits for a finding of a rule in a file, and returns the first. */
export function finding(path: string, rule: string): Promise<vscode.Diagnostic> {
  return eventually(`${rule} in ${path}`, () => findings(at(path)).find((diagnostic) => ruleOf(diagnostic) === rule));
}

/** Waits until a file has no finding of a rule. */
export async function findingGone(path: string, rule: string): Promise<void> {
  await eventually(`no ${rule} in ${path}`, () =>
    findings(at(path)).every((diagnostic) => ruleOf(diagnostic) !== rule),
  );
}

/** A location as `path:line text`. */
export type Place = string;

/** The place that a location or a link to one names. */
export async function place(location: vscode.Location | vscode.LocationLink): Promise<Place> {
  const uri = 'targetUri' in location ? location.targetUri : location.uri;
  const range = 'targetUri' in location ? (location.targetSelectionRange ?? location.targetRange) : location.range;
  const line = (await read(nameOf(uri))).split('\n')[range.start.line] ?? '';
  return `${nameOf(uri)}:${range.start.line + 1} ${line.slice(range.start.character, range.end.character)}`;
}
