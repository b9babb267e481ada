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

/** Directories that are read at the same time: a virtual file system answers slowly, but not one at a time. */
const PARALLEL = 16;

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
async function list({ uri, depth, skip, maxEntries }: ListParams): Promise<ListResult> {
  const root = inWorkspace(uri);
  if (!root) return { found: false, truncated: false, entries: [] };
  const skipped = new Set(skip);
  const entries: ListEntry[] = [];
  let level = [root];
  for (let left = Math.max(1, depth); left > 0 && level.length > 0; left--) {
    const below: vscode.Uri[] = [];
    for (let at = 0; at < level.length; at += PARALLEL) {
      const listings = await Promise.all(level.slice(at, at + PARALLEL).map(readDirectory));
      if (level[0] === root && !listings[0]) return { found: false, truncated: false, entries: [] };
      for (const { child, name, kind } of listings.flatMap((listing) => listing ?? [])) {
        if (entries.length >= maxEntries) return { found: true, truncated: true, entries };
        entries.push({ uri: child.toString(), kind });
        if (kind === 'directory' && !skipped.has(name)) below.push(child);
      }
    }
    level = below;
  }
  return { found: true, truncated: false, entries };
}

interface Child {
  readonly child: vscode.Uri;
  readonly name: string;
  readonly kind: ListEntry['kind'];
}

/** The entries of one directory in a fixed order, or undefined if it cannot be read. */
async function readDirectory(directory: vscode.Uri): Promise<Child[] | undefined> {
  try {
    const found = await vscode.workspace.fs.readDirectory(directory);
    return found
      .map(([name, type]) => ({ child: vscode.Uri.joinPath(directory, name), name, kind: kindOf(type) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch {
    return undefined;
  }
}

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
