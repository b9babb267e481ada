import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type {
  CancellationToken,
  Connection,
  InitializeParams,
  Logger,
  MessageReader,
  MessageWriter,
  ProtocolConnection,
  TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { statusMethod } from '../../../shared/src/protocol';
import type { InitializationOptions, Status } from '../../../shared/src/protocol';
import type { features } from '../../../shared/src/settings';
import { parts } from '../index';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import { tongueOf } from '../text/tongue';
import type { Tongue } from '../text/tongue';
import { canonicalUri, folderOf } from '../text/uri';
import type { FileSystem } from '../workspace/files';
import { readSettings } from '../workspace/settings';
import { Workspace } from '../workspace/workspace';
import type { WorkspaceHost } from '../workspace/workspace';
import { abilitiesOf } from './abilities';
import type { Abilities } from './abilities';
import { clientFileSystem } from './clientFiles';
import { Diagnostics } from './diagnostics';
import { outputWriter } from './log';
import { indexStatus } from './status';

/** What differs between Node and a web worker. */
export interface ServerHost {
  /** The machine's own files; absent in a web worker, where all files come through the client. */
  readonly fs?: FileSystem;
  /** The same, which also tells what changes in the folders that were listed through it; for clients that do not tell. */
  readonly watchedFs?: (changed: (uris: readonly Uri[]) => void) => FileSystem;
  readonly preparse?: WorkspaceHost['preparse'];
  readonly now: () => number;
  /** Lets queued messages be handled. */
  readonly yield: () => Promise<void>;
  readonly version: string;
  /** What it runs in, for reports: `Node 20.19.0, linux x64`. */
  readonly platform: string;
  /** Bytes in use, where that can be told. */
  readonly memory?: () => number;
  /** The library's protocol over messages, as it is built for the machine. */
  readonly protocol: (reader: MessageReader, writer: MessageWriter, logger: Logger) => ProtocolConnection;
  /** Ends the server, once what was sent has left. */
  readonly exit: (code: number) => void;
  /** Ends the server when the process with this id is gone; absent where there are no processes. */
  readonly watchParent?: (processId: number) => void;
}

/** Settings as a client gives them: for the workspace, and for single roots where those may differ. */
export interface GivenSettings {
  readonly settings?: unknown;
  readonly folders?: ReadonlyMap<Uri, unknown>;
}

interface SettingsChange extends GivenSettings {
  readonly roots?: readonly Uri[];
}

/** Everything that a running server knows about its client. */
export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly diagnostics: Diagnostics;
  readonly capabilities: InitializeParams['capabilities'];
  /** The same, as far as answers depend on it. */
  readonly client: Abilities;
  /** Says what people read in the client's language. */
  readonly tell: Tongue;
  /** Whether the client has the commands that explain a finding and show a rule. */
  readonly showsFindings: boolean;
  /** The settings that came with `initialize`; none when none did. */
  readonly initialSettings: GivenSettings;
  /**
   * The snapshot after everything that the client has sent. While the first index is made, what there is of it, and
   * after a second of waiting the last one: an answer now is better than the right one in some seconds.
   */
  current(token?: CancellationToken): Promise<Snapshot>;
  /** Whether a snapshot has the text of a document as the client shows it now; true for documents that are not open. */
  readonly isFresh: (snapshot: Snapshot, uri: Uri) => boolean;
  /** The version of an open document. */
  readonly versionOf: (uri: Uri) => number | undefined;
  /** Other settings or folders; `undefined` leaves what was given before. */
  configure(change: SettingsChange): void;
  readonly roots: () => readonly Uri[];
  /** Whether a feature that can be switched off is on for a document; it is, unless the client says otherwise. */
  readonly isOn: (feature: 'inlayHints' | 'codeLens' | keyof typeof features, uri: Uri) => boolean;
  /** Reads the workspace again. */
  load(): Promise<void>;
  /** The end of the first index. */
  readonly firstIndex: Promise<void>;
  /** Calls the listener whenever there is another complete snapshot. */
  onPublished(listener: () => void): void;
  /** Follows work of the workspace to its end and tells when it fails. */
  readonly follow: (work: Promise<Snapshot>) => Promise<void>;
}

const RULE_IDS: ReadonlySet<string> = new Set(parts.rules.map((r) => r.meta.id));
const PATIENCE_MS = 1000;

/** Makes the session of a client; nothing is read before {@link Session.load}. */
export function openSession(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  params: InitializeParams,
  host: ServerHost,
): Session {
  const { capabilities } = params;
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  let roots = rootsOf(params);
  const initialSettings = givenIn(options);
  let given = initialSettings;
  const tell = tongueOf(options.sentences);
  const status = indexStatus(statusSender(connection, options), host.now, tell);
  const write = outputWriter(connection.console);
  const client = abilitiesOf(params);
  const diagnostics = new Diagnostics(connection, { ...client, tell });

  const { isFresh, versionOf } = asShown(documents);
  const listeners: (() => void)[] = [];
  const firstIndex = new Promise<void>((resolve) => void listeners.push(resolve));
  const published = (snapshot: Snapshot) => {
    for (const listener of listeners) listener();
    diagnostics.publish(snapshot, (uri) => (isFresh(snapshot, uri) ? versionOf(uri) : undefined));
    write(snapshot, workspace.skipped);
    status.ready(snapshot);
  };
  const ownFiles = client.watches
    ? host.fs
    : (host.watchedFs?.((uris) => void follow(workspace.refresh(uris))) ?? host.fs);
  const { settings: first } = readSettings(given.settings, roots, RULE_IDS, given.folders);
  const workspace: Workspace = new Workspace(parts, first, {
    ...machineOf(host),
    fs: clientFileSystem(connection, options.fileSystem === true, ownFiles),
    progress: ({ phase, done }) => {
      if (phase === 'reading' && done > 0) status.indexing(done);
    },
    published,
  });
  const follow = (work: Promise<Snapshot>): Promise<void> => followed(work, workspace, status, connection);

  return {
    connection,
    documents,
    workspace,
    diagnostics,
    capabilities,
    client,
    tell,
    showsFindings: options.showsFindings === true,
    initialSettings,
    isFresh,
    versionOf,
    follow,
    firstIndex,
    onPublished: (listener) => void listeners.push(listener),
    roots: () => roots,
    isOn: (setting, uri) => isOn(setting, uri, given),
    current: (token) => currentOf(workspace, token),
    configure(change) {
      given = { ...given, ...change };
      roots = unique(change.roots ?? roots);
      const { settings, problems } = readSettings(given.settings, roots, RULE_IDS, given.folders);
      for (const problem of problems) connection.console.warn(visible(problem));
      status.indexing();
      void follow(workspace.configure(settings));
    },
    load() {
      status.indexing();
      return follow(workspace.load());
    },
  };
}

function machineOf({ now, yield: pause, preparse }: ServerHost): Pick<WorkspaceHost, 'now' | 'yield' | 'preparse'> {
  return { now, yield: pause, ...(preparse ? { preparse } : {}) };
}

/** Tells how a run of the workspace ends. Never rejects. */
async function followed(
  work: Promise<Snapshot>,
  workspace: Workspace,
  status: ReturnType<typeof indexStatus>,
  { console: output }: Connection,
): Promise<void> {
  try {
    const snapshot = await work;
    // Nothing new is not published, and still the end of what was told to be under way.
    if (workspace.indexed) status.ready(snapshot);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    output.error(visible(`portolan: ${reason}`));
    status.failed();
  }
}

/** Tells the state to clients that know of it: those that answer requests of ours. Some warn of what they do not know. */
function statusSender(connection: Connection, { fileSystem }: InitializationOptions): (status: Status) => void {
  if (fileSystem !== true) return () => undefined;
  return (status) => void connection.sendNotification(statusMethod, status).catch(() => undefined);
}

function givenIn({ settings, folderSettings = {} }: InitializationOptions): GivenSettings {
  const folders = Object.entries(folderSettings).map(([uri, own]) => [canonicalUri(uri), own] as const);
  return { ...(settings === undefined ? {} : { settings }), folders: new Map(folders) };
}

function isOn(setting: string, uri: Uri, { settings, folders }: GivenSettings): boolean {
  const own = folders?.get(folderOf(folders.keys(), uri) ?? '') ?? settings;
  const section = (own ?? {}) as { readonly features?: Readonly<Record<string, unknown>> } & Readonly<
    Record<string, unknown>
  >;
  return section[setting] !== false && section.features?.[setting] !== false;
}

/** What is known of the open documents by canonical URI. */
function asShown(documents: TextDocuments<TextDocument>): Pick<Session, 'isFresh' | 'versionOf'> {
  const find = (uri: Uri) => documents.all().find((d) => canonicalUri(d.uri) === uri);
  return {
    versionOf: (uri) => find(uri)?.version,
    isFresh(snapshot, uri) {
      const document = find(uri);
      return !document || document.getText().replace(/^\ufeff/, '') === snapshot.files.get(uri)?.text;
    },
  };
}

function rootsOf(params: InitializeParams): readonly Uri[] {
  // Deprecated, and all that older clients send.
  // eslint-disable-next-line typescript/no-deprecated
  const folders = params.workspaceFolders?.map((f) => f.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return unique(folders.map(canonicalUri));
}

function unique(uris: readonly Uri[]): readonly Uri[] {
  return [...new Set(uris)];
}

async function currentOf(workspace: Workspace, token: CancellationToken | undefined): Promise<Snapshot> {
  if (!workspace.indexed || token?.isCancellationRequested === true) return workspace.snapshot;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<Snapshot>((resolve) => {
    timer = setTimeout(() => resolve(workspace.snapshot), PATIENCE_MS);
    token?.onCancellationRequested(() => resolve(workspace.snapshot));
  });
  try {
    return await Promise.race([workspace.settled(), enough]);
  } catch {
    // Whoever told the change hears why it failed.
    return workspace.snapshot;
  } finally {
    clearTimeout(timer);
  }
}

/** What a request is answered with that the client does not want any more. */
export function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
