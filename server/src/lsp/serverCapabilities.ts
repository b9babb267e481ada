import { CodeActionKind, PositionEncodingKind, TextDocumentSyncKind } from 'vscode-languageserver';
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Abilities } from './abilities';
import { APPLY_ACTION } from './actionCommands';
import { FIX_ALL, REFACTORINGS, UPDATE_PORTS, WRITE_POLICIES } from './codeActions';

/** What the server can do for such a client. Positions count UTF-16 units: LSP 3.17 has every client support that. */
export function serverCapabilities(client: Abilities): ServerCapabilities {
  const codeActionKinds = [CodeActionKind.QuickFix, ...REFACTORINGS, FIX_ALL, UPDATE_PORTS, WRITE_POLICIES];
  const byCommand = !client.actionLiterals && client.appliesEdits;
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: !client.watches,
    },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    implementationProvider: true,
    completionProvider: { triggerCharacters: [':', '/', '"', "'", ' '] },
    inlayHintProvider: true,
    codeLensProvider: { resolveProvider: false },
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: { resolveProvider: false },
    callHierarchyProvider: true,
    codeActionProvider: client.actionLiterals
      ? { codeActionKinds, resolveProvider: client.resolvesEdits }
      : client.appliesEdits,
    ...(byCommand ? { executeCommandProvider: { commands: [APPLY_ACTION] } } : {}),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.pulls
      ? {
          diagnosticProvider: { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: true },
        }
      : {}),
  };
}
