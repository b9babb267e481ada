// An editor as a test drives it: a workspace on disk, a real connection, and everything that the server said.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ApplyWorkspaceEditParams,
  ClientCapabilities,
  CodeAction,
  Command,
  Diagnostic,
  FileEvent,
  InitializeResult,
  Location,
  ProtocolConnection,
  PublishDiagnosticsParams,
  Range,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  CancellationTokenSource,
  createProtocolConnection,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver/node';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { list, readFile } from '../../../tools/e2e/lib/diskfiles.mjs';
import type {
  CheckResult,
  InitializationOptions,
  ListParams,
  ReadFileParams,
  ReadFileResult,
  Status,
} from '../../../shared/src/protocol';
import { checkMethod, listMethod, readFileMethod, statusMethod } from '../../../shared/src/protocol';
import { inProcess } from './inProcess';
import { others, ours } from './profiles';
import type { Profile } from './profiles';
import { closeBrowser, missing, transports } from './transports';
import type { Running, Transport } from './transports';

/** How a client is set up. */
export interface ClientOptions {
  /** Default: VS Code's; what follows comes before what the profile says. */
  readonly profile?: Profile;
  readonly capabilities?: ClientCapabilities;
  /** Folders below the workspace that are opened; default: the workspace itself. */
  readonly folders?: readonly string[];
  readonly initializationOptions?: InitializationOptions | null;
  /** What the client answers when it is asked for its configuration, for a folder or for all. */
  readonly configuration?: (scopeUri?: string) => unknown;
  /** How URIs are spelled; default as Node spells them. */
  readonly spell?: (uri: string) => string;
  /** Return while the first index is being made. */
  readonly cold?: boolean;
  /** Called before the connection is initialized. */
  readonly before?: (connection: ProtocolConnection) => void;
}

/** A connected editor. */
export interface Client {
  readonly transport: Transport;
  readonly connection: ProtocolConnection;
  readonly running: Running;
  readonly result: InitializeResult;
  readonly root: string;
  /** What was pushed last, by URI. */
  readonly published: Map<string, PublishDiagnosticsParams>;
  /** How often diagnostics were pushed. */
  pushes(): number;
  /** Errors and warnings in the output. */
  readonly complaints: string[];
  readonly output: string[];
  readonly statuses: Status[];
  readonly registrations: string[];
  /** What the server had applied. */
  readonly edits: WorkspaceEdit[];
  refreshes(): number;
  uri(name: string): string;
  write(name: string, text: string | Uint8Array): void;
  remove(name: string): void;
  open(name: string, text?: string, languageId?: string): void;
  change(name: string, text: string): void;
  edit(name: string, range: Range, text: string): void;
  close(name: string): void;
  watch(...events: readonly (readonly ['created' | 'changed' | 'deleted', string])[]): void;
  /** The code actions for a range, with their edits, as this client gets them. */
  actions(name: string, range: Range, only?: readonly string[]): Promise<CodeAction[]>;
  /** Waits until the server has answered everything sent until now; pulls, where diagnostics are pulled. */
  settled(): Promise<void>;
  /** What was pushed or pulled, as `line:column severity rule`, by name; documents without findings left out. */
  problems(): Record<string, string[]>;
  check(): Promise<CheckResult>;
}

export type Files = Readonly<Record<string, string>>;

/** The diagnostics as short lines. */
export function brief(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${String(d.code)}`);
}

/** The text of a range of a file, for expectations that read like the file. */
export function textIn(text: string, range: Range): string {
  const lines = text.split('\n');
  if (range.start.line !== range.end.line) throw new Error('several lines');
  return (lines[range.start.line] ?? '').slice(range.start.character, range.end.character);
}

type Start = (files: Files, options?: ClientOptions) => Promise<Client>;
type Declare = (start: Start, transport: Transport, profile: Profile) => void;

/**
 * Declares the same tests for every transport, by VS Code's client. Each server is stopped after its test, which fails if anything
 * was trapped or said outside of the protocol, or if the server complained.
 */
export function overTransports(declare: Declare, skip?: Transport['name']): void {
  for (const transport of transports) if (transport.name !== skip) declareFor(transport, ours, transport.name, declare);
  if (missing === undefined) return;
  const required = process.env['PORTOLAN_E2E'] === 'required';
  if (!required) console.warn(missing);
  test.skipIf(!required)('in a web worker', () => expect.fail(missing));
}

/** As {@link overTransports}, and for all other kinds of clients too. */
export function overProfiles(declare: Declare): void {
  overTransports(declare);
  for (const profile of others) declareFor(inProcess, profile, `a client that is ${profile.name}`, declare);
}

function declareFor(transport: Transport, profile: Profile, name: string, declare: Declare): void {
  describe(name, () => {
    const clients: Client[] = [];
    const start: Start = async (files, options = {}) => {
      const client = await connect(transport, files, { profile, ...options });
      clients.push(client);
      return client;
    };
    afterEach(async () => {
      const all = clients.splice(0);
      for (const c of all) await disconnect(c);
      expect(all.flatMap((c) => [...c.running.failures(), ...c.complaints])).toEqual([]);
    });
    afterAll(closeBrowser);
    declare(start, transport, profile);
  });
}

async function disconnect(client: Client): Promise<void> {
  try {
    // A web worker that has ended answers no more, and no less.
    const over = new Promise((resolve) => setTimeout(resolve, 3000).unref());
    await Promise.race([client.connection.sendRequest('shutdown'), over]);
    await client.connection.sendNotification('exit');
  } catch {
    // Its test has ended it.
  }
  client.connection.dispose();
  await client.running.stop();
  fs.rmSync(client.root, { recursive: true, force: true });
}

async function connect(transport: Transport, files: Files, options: ClientOptions): Promise<Client> {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-lsp-')));
  const write = (name: string, text: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const running = await transport.start();
  const connection = createProtocolConnection(running.reader, running.writer, undefined);
  const { profile = ours, capabilities = profile.capabilities, folders = [''], spell = (uri) => uri } = options;
  const uri = (name: string) => spell(pathToFileURL(path.join(root, name)).href.replace(/\/$/, ''));
  let initialized = false;
  const heard = listen(connection, options, () => initialized);
  options.before?.(connection);
  connection.listen();
  const initializationOptions =
    options.initializationOptions === undefined
      ? profile.initializationOptions
      : (options.initializationOptions ?? undefined);
  const result: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    ...(capabilities.workspace?.workspaceFolders
      ? { rootUri: null, workspaceFolders: folders.map((f) => ({ name: f, uri: uri(f) })) }
      : { rootUri: folders[0] === undefined ? null : uri(folders[0]) }),
    capabilities,
    ...(initializationOptions ? { initializationOptions } : {}),
  });
  initialized = true;
  await connection.sendNotification('initialized', {});
  if (options.cold !== true) await connection.sendRequest(checkMethod);
  const base = { transport, connection, running, result, root, uri, write, ...heard };
  const client = { ...base, ...acts(base) };
  if (options.cold !== true && result.capabilities.diagnosticProvider) await client.settled();
  return client;
}

type Base = Pick<Client, 'transport' | 'connection' | 'running' | 'result' | 'root' | 'uri' | 'write'> & Heard;

type Heard = Pick<
  Client,
  'published' | 'pushes' | 'complaints' | 'output' | 'statuses' | 'registrations' | 'refreshes' | 'edits'
>;

function listen(connection: ProtocolConnection, options: ClientOptions, initialized: () => boolean): Heard {
  const published = new Map<string, PublishDiagnosticsParams>();
  const complaints: string[] = [];
  const output: string[] = [];
  const statuses: Status[] = [];
  const registrations: string[] = [];
  let pushes = 0;
  let refreshes = 0;
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushes++;
    published.set(params.uri, params);
  });
  connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
    (type <= 2 ? complaints : output).push(message);
  });
  connection.onNotification(statusMethod, (status: Status) => void statuses.push(status));
  connection.onRequest('client/registerCapability', (params: { registrations: { method: string }[] }) => {
    // Before that an editor has nobody who listens.
    if (!initialized()) complaints.push('registered something before the answer to initialize');
    registrations.push(...params.registrations.map((r) => r.method));
    return null;
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => options.configuration?.(scopeUri) ?? null),
  );
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++;
    return null;
  });
  const edits: WorkspaceEdit[] = [];
  connection.onRequest('workspace/applyEdit', ({ edit }: ApplyWorkspaceEditParams) => {
    edits.push(edit);
    return { applied: true };
  });
  connection.onRequest<ReadFileResult, void>(readFileMethod, (params: ReadFileParams) => readFile(params));
  connection.onRequest(listMethod, (params: ListParams) => list(params));
  const counts = { pushes: () => pushes, refreshes: () => refreshes };
  return { published, complaints, output, statuses, registrations, edits, ...counts };
}

type Acts = Pick<
  Client,
  'write' | 'remove' | 'open' | 'change' | 'edit' | 'close' | 'watch' | 'actions' | 'settled' | 'problems' | 'check'
>;

function acts(base: Base): Acts {
  const { connection, root, uri, published, result, running, registrations, edits } = base;
  const watcher = ownWatcher(running, () => registrations.includes(DidChangeWatchedFilesNotification.method));
  const versions = new Map<string, number>();
  const next = (name: string) => {
    const version = (versions.get(name) ?? 0) + 1;
    versions.set(name, version);
    return version;
  };
  const send = (method: string, params: object) => void connection.sendNotification(method, params);
  const name = (of: string) => decodeURIComponent(of.slice(pathToFileURL(root).href.length + 1));
  return {
    write(n, text) {
      watcher.expect();
      base.write(n, text);
    },
    remove(n) {
      watcher.expect();
      fs.rmSync(path.join(root, n), { recursive: true });
    },
    open(n, text = fs.readFileSync(path.join(root, n), 'utf8'), languageId = 'yaml') {
      send('textDocument/didOpen', { textDocument: { uri: uri(n), languageId, version: next(n), text } });
    },
    change(n, text) {
      send('textDocument/didChange', { textDocument: { uri: uri(n), version: next(n) }, contentChanges: [{ text }] });
    },
    edit(n, range, text) {
      send('textDocument/didChange', {
        textDocument: { uri: uri(n), version: next(n) },
        contentChanges: [{ range, text }],
      });
    },
    close: (n) => send('textDocument/didClose', { textDocument: { uri: uri(n) } }),
    watch(...events) {
      if (!registrations.includes(DidChangeWatchedFilesNotification.method)) return;
      const types = { created: 1, changed: 2, deleted: 3 } as const;
      const changes = events.map(([type, n]): FileEvent => ({ uri: uri(n), type: types[type] }));
      send(DidChangeWatchedFilesNotification.method, { changes });
    },
    async actions(n, range, only) {
      const context = { diagnostics: [], ...(only ? { only } : {}) };
      const params = { textDocument: { uri: uri(n) }, range, context };
      const found = await connection.sendRequest<(CodeAction | Command)[]>('textDocument/codeAction', params);
      const out: CodeAction[] = [];
      for (const action of found) {
        if (typeof action.command === 'string') {
          await connection.sendRequest('workspace/executeCommand', action);
          out.push({ title: action.title, edit: edits.pop() ?? {} });
        } else if (!('data' in action)) out.push(action as CodeAction);
        else out.push(await connection.sendRequest<CodeAction>('codeAction/resolve', action));
      }
      return out;
    },
    async settled() {
      await watcher.settled();
      // Answered after everything that was noted before, and after what was published for it; or after a second of waiting.
      for (let took = Infinity; took > 900;) {
        const start = performance.now();
        const cursor = { textDocument: { uri: uri('') }, position: { line: 0, character: 0 } };
        await connection.sendRequest('textDocument/documentHighlight', cursor);
        took = performance.now() - start;
      }
      if (result.capabilities.diagnosticProvider) await pullAll(connection, published);
    },
    problems() {
      const entries = [...published.values()].filter((p) => p.diagnostics.length > 0);
      return Object.fromEntries(
        entries.map((p) => [name(p.uri), brief(p.diagnostics)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    },
    check: () => connection.sendRequest<CheckResult>(checkMethod),
  };
}

/** Locations as `name:line:column`, sorted. */
export function places(client: Client, locations: readonly Location[]): string[] {
  return locations
    .map((l) => `${l.uri.slice(client.uri('').length + 1)}:${l.range.start.line + 1}:${l.range.start.character + 1}`)
    .sort();
}

/** Waits until something holds; fails after some seconds. */
export async function until(what: () => boolean, why = 'it never came'): Promise<void> {
  for (const end = Date.now() + 20_000; !what();) {
    if (Date.now() > end) throw new Error(why);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits for a server that notices by itself what changes on disk. */
function ownWatcher({ noticed }: Running, isTold: () => boolean): { expect(): void; settled(): Promise<void> } {
  let before: number | undefined;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return {
    expect() {
      before ??= noticed?.();
    },
    async settled() {
      if (before === undefined || !noticed || isTold()) return;
      for (const end = Date.now() + 3000; noticed() === before && Date.now() < end;) await wait(10);
      // What was written in one go may be told in two.
      for (let last = -1; last !== noticed();) {
        last = noticed();
        await wait(200);
      }
      before = undefined;
    },
  };
}

/** Pulls what is known of all documents, as an editor does that begins anew. */
async function pullAll(connection: ProtocolConnection, published: Client['published']): Promise<void> {
  const source = new CancellationTokenSource();
  const params = { identifier: 'portolan', previousResultIds: [] };
  const answer = connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', params, source.token);
  // Without findings the pull stays open: what comes after something asked later is too late to be an answer.
  const later = connection.sendRequest('workspace/symbol', { query: '' }).then(() => source.cancel());
  const [{ items }] = await Promise.all([answer, later]);
  published.clear();
  for (const item of items)
    if (item.kind === 'full') published.set(item.uri, { uri: item.uri, diagnostics: item.items });
}
