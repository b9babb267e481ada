import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ANY_PATTERN, FILE_PATTERNS, SECTION, checkMethod, statusMethod } from '../../../shared/src/protocol';
import type { CheckResult, InitializationOptions, Status } from '../../../shared/src/protocol';
import { parts } from '../index';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import type { FileSystem } from '../workspace/files';
import { readSettings } from '../workspace/settings';
import { canonicalUri } from '../text/uri';
import { Workspace } from '../workspace/workspace';
import type { WorkspaceHost } from '../workspace/workspace';
import { Diagnostics } from './diagnostics';
import { registerFeatures } from './features';
import { clientFileSystem } from './clientFiles';

/** What differs between Node and a web worker. */
export interface ServerHost {
  /** The machine's own files; absent in a web worker, where all files come through the client. */
  readonly fs?: FileSystem;
  readonly preparse?: WorkspaceHost['preparse'];
  readonly now: () => number;
  /** Lets queued messages be handled. */
  readonly yield: () => Promise<void>;
  readonly version: string;
}

const RULE_IDS: ReadonlySet<string> = new Set(parts.rules.map((r) => r.meta.id));

/** Everything that a running server knows about its client. */
export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly diagnostics: Diagnostics;
  readonly capabilities: InitializeParams['capabilities'];
  /** The snapshot after everything that the client has sent; the last one while the first index is being made. */
  current(): Promise<Snapshot>;
}

/** Serves one connection: registers all handlers and starts to listen. */
export function serve(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  connection.onInitialize((params) => {
    session = open(connection, documents, params, host);
    registerFeatures(session);
    return initializeResult(params, host.version);
  });
  connection.onInitialized(() => {
    if (session) void start(session);
  });
  documents.listen(connection);
  connection.listen();
}

function initializeResult(params: InitializeParams, version: string): InitializeResult {
  return {
    serverInfo: { name: 'portolan', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.portolan`], resolveProvider: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(pulls(params) ? { diagnosticProvider: { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: true } } : {}),
    },
  };
}

function pulls(params: InitializeParams): boolean {
  if ((params.initializationOptions as InitializationOptions | undefined)?.pushDiagnostics === true) return false;
  return params.capabilities.textDocument?.diagnostic !== undefined && params.capabilities.workspace?.diagnostics?.refreshSupport === true;
}

function rootsOf(params: InitializeParams): Uri[] {
  const folders = params.workspaceFolders?.map((f) => f.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.map(canonicalUri);
}

function open(connection: Connection, documents: TextDocuments<TextDocument>, params: InitializeParams, host: ServerHost): Session {
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  let roots = rootsOf(params);
  let given = options.settings;
  const fs = clientFileSystem(connection, options.fileSystem === true, host.fs);
  const { settings } = readSettings(given, roots, RULE_IDS);
  let status: Status = { state: 'indexing', files: 0, findings: 0 };
  const tell = (next: Status) => {
    status = next;
    if (params.initializationOptions) void connection.sendNotification(statusMethod, status);
  };
  const workspace = new Workspace(parts, settings, { fs, now: host.now, yield: host.yield, ...(host.preparse ? { preparse: host.preparse } : {}) });
  const diagnostics = new Diagnostics(connection, { pull: pulls(params), related: params.capabilities.textDocument?.publishDiagnostics?.relatedInformation ?? true });
  const publish = (snapshot: Snapshot) => {
    const versions = new Map(documents.all().map((d) => [canonicalUri(d.uri), d.version]));
    diagnostics.publish(snapshot, versions);
    tell({ state: 'ready', files: snapshot.files.size, findings: snapshot.findings.length });
  };
  const run = (work: Promise<Snapshot>): Promise<void> =>
    work.then(publish, (error: unknown) => {
      connection.console.error(visible(`portolan: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
      tell({ ...status, state: 'error', message: 'The index could not be made; the output has the reason.' });
    });
  const load = () => {
    tell({ ...status, state: 'indexing' });
    return run(workspace.load());
  };
  const reconfigure = () => {
    const read = readSettings(given, roots, RULE_IDS);
    for (const problem of read.problems) connection.console.warn(visible(problem));
    tell({ ...status, state: 'indexing' });
    return run(workspace.configure(read.settings));
  };

  documents.onDidChangeContent(({ document }) => void run(workspace.open(canonicalUri(document.uri), document.getText())));
  documents.onDidClose(({ document }) => void run(workspace.close(canonicalUri(document.uri))));
  connection.onDidChangeWatchedFiles((event) => {
    const changes = event.changes.map((c) => ({ ...c, uri: canonicalUri(c.uri) }));
    const uris = changes.flatMap((c) => (c.type === FileChangeType.Deleted ? workspace.below(c.uri) : [c.uri]));
    // A folder that appears as a whole is told as one event for the folder.
    if (changes.some((c) => c.type === FileChangeType.Created && workspace.mayBeFolder(c.uri)) || changes.some((c) => c.uri.endsWith('/.gitignore'))) void load();
    else void run(workspace.refresh(uris));
  });
  connection.onDidChangeConfiguration((change) => {
    const pushed: unknown = (change.settings as Record<string, unknown> | null)?.[SECTION];
    const asked: Promise<unknown> = params.capabilities.workspace?.configuration ? connection.workspace.getConfiguration(SECTION) : Promise.resolve(pushed);
    void asked.then((value) => {
      given = value ?? pushed;
      return reconfigure();
    });
  });
  connection.onRequest(checkMethod, async (): Promise<CheckResult> => {
    await load();
    return { files: workspace.snapshot.files.size, findings: workspace.snapshot.findings.length };
  });
  const session: Session = { connection, documents, workspace, diagnostics, capabilities: params.capabilities, current: () => workspace.settledOrIndexing() };
  starters.set(session, async () => {
    if (params.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((f) => canonicalUri(f.uri)));
        roots = [...roots.filter((r) => !gone.has(r)), ...added.map((f) => canonicalUri(f.uri))];
        void reconfigure();
      });
    }
    await load();
  });
  return session;
}

const starters = new WeakMap<Session, () => Promise<void>>();

async function start(session: Session): Promise<void> {
  const { connection, capabilities } = session;
  const { workspace } = capabilities;
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    const watchers = [...FILE_PATTERNS.map((globPattern) => ({ globPattern })), { globPattern: ANY_PATTERN, kind: 1 | 4 }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
  if (workspace?.didChangeConfiguration?.dynamicRegistration) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
  }
  await starters.get(session)?.();
}
