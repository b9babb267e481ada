import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  WatchKind,
} from 'vscode-languageserver';
import type { WorkspaceFolder } from 'vscode-languageserver';
import { ANY_PATTERN, FILE_PATTERNS, SECTION, checkMethod, updatePortsMethod } from '../../../shared/src/protocol';
import type { CheckResult, UpdatePortsResult } from '../../../shared/src/protocol';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import { say } from '../text/say';
import { canonicalUri } from '../text/uri';
import { portsUpdate } from './newFiles';
import type { GivenSettings, Session } from './session';

const PATIENCE_MS = 1000;

/** Registers what tells the server that something changed. */
export function registerEvents(session: Session): void {
  const { connection, documents, workspace, capabilities, follow } = session;
  documents.onDidChangeContent(({ document }) => {
    void follow(workspace.open(canonicalUri(document.uri), document.getText()));
  });
  documents.onDidClose(({ document }) => void follow(workspace.close(canonicalUri(document.uri))));
  // Where the client does not tell what changes on disk, and watching may not be possible, a save makes the server look again.
  if (!session.client.watches) documents.onDidSave(() => void session.load());
  connection.onDidChangeWatchedFiles(({ changes }) => {
    void follow(workspace.refresh(changes.map((c) => canonicalUri(c.uri))));
  });
  let turn = 0;
  let asking = Promise.resolve();
  const askAgain = (instead: GivenSettings) => {
    const mine = ++turn;
    asking = pulledSettings(session).then((pulled) => {
      // An answer that took longer must not undo a later one.
      if (mine === turn) session.configure(pulled ?? instead);
    });
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    const pushed: unknown = (settings as Readonly<Record<string, unknown>> | null | undefined)?.[SECTION];
    askAgain(pushed === undefined ? {} : { settings: pushed });
  });
  if (capabilities.workspace?.workspaceFolders) {
    // Not connection.workspace.onDidChangeWorkspaceFolders: that asks the client to register what the answer to initialize
    // says already, and asks before that answer, when no client listens.
    connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
      const gone = new Set(urisOf(removed));
      const kept = session.roots().filter((r) => !gone.has(r));
      session.configure({ roots: [...kept, ...urisOf(added)] });
      // A folder may bring settings of its own.
      askAgain({});
    });
  }
  connection.onRequest(checkMethod, async (): Promise<CheckResult> => {
    // Settings that were changed just before count, but a client that does not tell them is not waited for.
    await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    await session.load();
    const { files, findings } = workspace.snapshot;
    return { files: files.size, findings: findings.length };
  });
  connection.onRequest(updatePortsMethod, () => updatePorts(session));
}

/** The URIs of folders; what is no folder is passed over. */
function urisOf(folders: readonly Partial<WorkspaceFolder>[]): Uri[] {
  return folders.flatMap(({ uri }) => (typeof uri === 'string' ? [canonicalUri(uri)] : []));
}

/** Brings the document of ports of every folder up to date. */
async function updatePorts(session: Session): Promise<UpdatePortsResult> {
  const snapshot = await session.current();
  const updates = snapshot.roots.flatMap((root) => portsUpdate(snapshot, root, session) ?? []);
  let applied = updates.length === snapshot.roots.length;
  for (const { edit } of updates)
    if (edit)
      applied =
        (await session.connection.workspace.applyEdit({ label: session.tell(say`Update PORTS.md`), edit })).applied &&
        applied;
  return { documents: updates.map(({ uri }) => uri), applied };
}

/** What is left to do once the client is ready for requests: watch, fetch settings, index. */
export async function start(session: Session): Promise<void> {
  const { connection, capabilities } = session;
  const quietly = (work: Promise<unknown>) => {
    work.catch((error: unknown) => connection.console.warn(visible(`portolan: ${String(error)}`)));
  };
  if (session.client.watches) {
    const any = { globPattern: ANY_PATTERN, kind: WatchKind.Create | WatchKind.Delete };
    const watchers = [...FILE_PATTERNS.map((globPattern) => ({ globPattern })), any];
    quietly(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
  }
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
    quietly(connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION }));
  }
  const { initialSettings } = session;
  session.configure(initialSettings.settings === undefined ? ((await pulledSettings(session)) ?? {}) : initialSettings);
  await session.load();
}

/** The settings as the client has them now; `undefined` when it has none or cannot be asked. */
async function pulledSettings({ connection, capabilities, roots }: Session): Promise<GivenSettings | undefined> {
  if (!capabilities.workspace?.configuration) return undefined;
  const folders = roots().length > 1 ? roots() : [];
  const items = [{ section: SECTION }, ...folders.map((scopeUri) => ({ section: SECTION, scopeUri }))];
  try {
    const [settings, ...own] = (await connection.workspace.getConfiguration(items)) as readonly unknown[];
    if (settings === undefined || settings === null) return undefined;
    return { settings, folders: new Map(folders.map((uri, i) => [uri, own[i] ?? settings])) };
  } catch {
    return undefined;
  }
}
