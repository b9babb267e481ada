import * as vscode from 'vscode';
import { FILE_PATTERNS, LANGUAGES } from '../../shared/src/protocol';

/** Schemes of documents that are files of some workspace. `git:`, `output:` and their like hold copies and are left out. */
const SCHEMES = ['file', 'vscode-remote', 'vscode-vfs'];

/** A filter as VS Code and the protocol both understand it. */
type Filter = { scheme: string; pattern: string } | { scheme: string; language: string };

/**
 * The documents that are offered to the server: by name, or by language for those whose name says nothing. What a
 * document really is, the server decides by its content. The schemes of the open folders are added, since
 * any extension can bring a file system of its own.
 */
export function documentSelector(): Filter[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = [...new Set([...SCHEMES, ...folders.map((folder) => folder.uri.scheme)])];
  const filters: Filter[] = [];
  for (const scheme of schemes) for (const pattern of FILE_PATTERNS) filters.push({ scheme, pattern });
  for (const scheme of [...schemes, 'untitled']) for (const language of LANGUAGES) filters.push({ scheme, language });
  return filters;
}
