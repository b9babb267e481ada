import { CodeActionKind, PositionEncodingKind, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FIX_ALL, REFACTORINGS, resolvesEdits, UPDATE_PORTS, WRITE_POLICIES } from './codeActions';
import { registerEvents, start, watches } from './events';
import { registerFeatures } from './features';
import { registerMapWatch } from './mapWatch';
import { registerReport } from './report';
import { openSession, pulls } from './session';
import type { ServerHost, Session } from './session';

export type { ServerHost } from './session';

/** Serves one connection: registers all handlers and starts to listen. */
export function serve(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  connection.onInitialize((params) => {
    session = openSession(connection, documents, params, host);
    registerEvents(session);
    registerFeatures(session);
    registerMapWatch(session);
    registerReport(session, host);
    return initializeResult(params, host.version);
  });
  connection.onInitialized(() => {
    if (session) void start(session);
  });
  documents.listen(connection);
  connection.listen();
}

function initializeResult(params: InitializeParams, version: string): InitializeResult {
  const diagnosticProvider = { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: true };
  return {
    serverInfo: { name: 'portolan', version },
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: !watches(params.capabilities),
      },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      implementationProvider: true,
      completionProvider: { triggerCharacters: [':', '/', '"', "'", ' '] },
      inlayHintProvider: true,
      codeLensProvider: { resolveProvider: false },
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      documentLinkProvider: { resolveProvider: false },
      callHierarchyProvider: true,
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, ...REFACTORINGS, FIX_ALL, UPDATE_PORTS, WRITE_POLICIES],
        resolveProvider: resolvesEdits(params),
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(pulls(params) ? { diagnosticProvider } : {}),
    },
  };
}
