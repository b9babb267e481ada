import {
  CodeActionKind,
  PositionEncodingKind,
  TextDocuments,
  TextDocumentSyncKind,
  createConnection,
  createProtocolConnection,
} from 'vscode-languageserver';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FIX_ALL, REFACTORINGS, resolvesEdits, UPDATE_PORTS, WRITE_POLICIES } from './codeActions';
import { registerEvents, start, watches } from './events';
import { registerFeatures } from './features';
import { withLifecycle } from './lifecycle';
import { registerMapWatch } from './mapWatch';
import { registerReport } from './report';
import { openSession, pulls } from './session';
import type { ServerHost, Session } from './session';
import type { Transport } from './transport';

export type { ServerHost } from './session';
export type { Transport } from './transport';

/** Serves one client: registers all handlers and starts to listen. */
export function serve(transport: Transport, host: ServerHost): void {
  const connection = connect(transport, host);
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  connection.onInitialize((params) => {
    if (typeof params.processId === 'number') host.watchParent?.(params.processId);
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

function connect(transport: Transport, host: ServerHost): Connection {
  const { reader, writer } = withLifecycle(transport, host.exit);
  // The end of the process is decided by the life cycle alone.
  const idle = { shutdownReceived: false, initialize: () => undefined, exit: () => undefined };
  return createConnection((logger) => createProtocolConnection(reader, writer, logger), idle);
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
