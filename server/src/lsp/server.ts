import { TextDocuments, createConnection } from 'vscode-languageserver';
import type { Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { registerEvents, start } from './events';
import { registerFeatures } from './features';
import { withLifecycle } from './lifecycle';
import { registerMapWatch } from './mapWatch';
import { registerReport } from './report';
import { serverCapabilities } from './serverCapabilities';
import { openSession } from './session';
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
    const serverInfo = { name: 'portolan', version: host.version };
    return { serverInfo, capabilities: serverCapabilities(session.client) };
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
  return createConnection((logger) => host.protocol(reader, writer, logger), idle);
}
