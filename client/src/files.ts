import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  listMethod,
  readFileMethod,
  type ListEntry,
  type ListParams,
  type ListResult,
  type ReadFileParams,
  type ReadFileResult,
} from '../../shared/src/protocol';

/** Answers the server's requests for files. Only what lies in a workspace folder is ever read. */
export function answerFileRequests(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest<ReadFileResult, void>(readFileMethod, (params: ReadFileParams) => readFile(params)),
    client.onRequest<ListResult, void>(listMethod, (params: ListParams) => list(params)),
  );
}

/** See {@link readFileMethod}. */
async function readFile({ uri, maxBytes }: ReadFileParams): Promise<ReadFileResult> {
  const target = inWorkspace(uri);
  if (!target) return { kind: 'absent' };
  try {
    const stat = await vscode.workspace.fs.stat(target);
    if (stat.type !== vscode.FileType.File) return { kind: 'notRegular' };
    if (stat.size > maxBytes) return { kind: 'tooLarge', size: stat.size };
    const bytes = await vscode.workspace.fs.readFile(target);
    // The size is asked once more: the file may have grown meanwhile, and some providers say 0 for what they do not know.
    return bytes.length > maxBytes ? { kind: 'tooLarge', size: bytes.length } : { kind: 'file', base64: base64(bytes) };
  } catch (error) {
    return isMissing(error) ? { kind: 'absent' } : { kind: 'unreadable', message: String(error) };
  }
}

/** See {@link listMethod}. */
async function list({ uri, maxEntries }: ListParams): Promise<ListResult> {
  const nothing = { found: false, truncated: false, entries: [] };
  const folder = inWorkspace(uri);
  if (!folder) return nothing;
  try {
    const found = await vscode.workspace.fs.readDirectory(folder);
    const entries = found.map(([name, type]): ListEntry => ({ name, kind: kindOf(type) })).sort(byName);
    return { found: true, truncated: entries.length > maxEntries, entries: entries.slice(0, maxEntries) };
  } catch {
    return nothing;
  }
}

const byName = (a: ListEntry, b: ListEntry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function kindOf(type: vscode.FileType): ListEntry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'directory';
  return type & vscode.FileType.File ? 'file' : 'other';
}

/** The URI if it is well formed and lies in a workspace folder. */
function inWorkspace(text: string): vscode.Uri | undefined {
  try {
    const uri = vscode.Uri.parse(text, true);
    if (uri.path.split('/').includes('..')) return undefined;
    return vscode.workspace.getWorkspaceFolder(uri) ? uri : undefined;
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}

/** Base64 in slices: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  const slices: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    slices.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(slices.join(''));
}
