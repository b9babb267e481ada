import { DocumentDiagnosticReportKind } from 'vscode-languageserver';
import type {
  Connection,
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Snapshot } from '../features/snapshot';
import type { Uri } from '../text/span';
import { diagnosticOf } from './convert';
import type { DiagnosticReader } from './convert';

/** What a client can do with diagnostics. */
export interface DiagnosticClient extends DiagnosticReader {
  readonly pulls: boolean;
  /** Whether it can be told to pull again. */
  readonly refreshes: boolean;
}

/** What was found in a document that has or had findings. */
interface Known {
  /** The diagnostics as text: equal texts are equal diagnostics. */
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  readonly id: string;
}

/** What a client says that it has of a document. */
export interface Previous {
  readonly uri: Uri;
  readonly value: string;
}

interface OpenPull {
  readonly before: ReadonlyMap<Uri, string>;
  readonly answer: (report: WorkspaceDiagnosticReport) => void;
}

/**
 * Diagnostics, pushed or pulled by the client's capability, and only what changed. A workspace pull stays open until
 * something changes, so that an editor is told at once and never polls.
 */
export class Diagnostics {
  private readonly known = new Map<Uri, Known>();
  private counter = 0;
  private open: OpenPull[] = [];
  private readonly connection: Connection;
  readonly client: DiagnosticClient;
  private ready = false;
  private refreshing = false;
  private refreshAgain = false;

  constructor(connection: Connection, client: DiagnosticClient) {
    this.connection = connection;
    this.client = client;
  }

  /**
   * Takes a new snapshot: publishes what changed, or answers the pulls that wait for it. `versionOf` tells the version of
   * an open document whose text is that of the snapshot.
   */
  publish(snapshot: Snapshot, versionOf: (uri: Uri) => number | undefined): void {
    this.ready = true;
    const changed = this.update(snapshot);
    if (changed.length === 0) return;
    if (this.client.pulls) {
      this.answerOpen();
      if (this.client.refreshes) this.refresh();
      return;
    }
    for (const uri of changed) {
      const version = versionOf(uri);
      const diagnostics = this.known.get(uri)?.diagnostics ?? [];
      const params = { uri, diagnostics, ...(version === undefined ? {} : { version }) };
      this.connection.sendDiagnostics(params).catch(gone);
    }
  }

  private update(snapshot: Snapshot): Uri[] {
    const changed: Uri[] = [];
    for (const [uri, findings] of snapshot.byUri) {
      const diagnostics = findings.map((f) => diagnosticOf(snapshot, f, this.client));
      this.set(uri, diagnostics, changed);
    }
    for (const uri of this.known.keys()) if (!snapshot.byUri.has(uri)) this.set(uri, [], changed);
    return changed;
  }

  private set(uri: Uri, diagnostics: Diagnostic[], changed: Uri[]): void {
    const text = JSON.stringify(diagnostics);
    const before = this.known.get(uri);
    if (before?.text === text || (!before && diagnostics.length === 0)) return;
    this.known.set(uri, { text, diagnostics, id: String(++this.counter) });
    changed.push(uri);
  }

  /** Asks the client to pull again; while it has not answered, later changes wait and are one request. */
  private refresh(): void {
    if (this.refreshing) {
      this.refreshAgain = true;
      return;
    }
    this.refreshing = true;
    const ended = () => {
      this.refreshing = false;
      if (!this.refreshAgain) return;
      this.refreshAgain = false;
      this.refresh();
    };
    // A client that refuses this once is asked again after the next change.
    this.connection.languages.diagnostics.refresh().then(ended, ended).catch(gone);
  }

  /** Answer to a document pull. */
  document(uri: Uri, previous: string | undefined): DocumentDiagnosticReport {
    const known = this.known.get(uri);
    if (known && previous === known.id) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: known.id };
    return {
      kind: DocumentDiagnosticReportKind.Full,
      items: known?.diagnostics ?? [],
      ...(known ? { resultId: known.id } : {}),
    };
  }

  /** Answer to a workspace pull: at once when something is new for the client, else when it becomes so. */
  workspace(previous: readonly Previous[], cancelled: (then: () => void) => void): Promise<WorkspaceDiagnosticReport> {
    const before = new Map(previous.map((p) => [p.uri, p.value]));
    const report = this.report(before);
    if (report.items.length > 0) return Promise.resolve(report);
    return new Promise((resolve) => {
      const entry = { before, answer: resolve };
      this.open.push(entry);
      cancelled(() => {
        this.open = this.open.filter((o) => o !== entry);
        resolve({ items: [] });
      });
    });
  }

  /** What differs from what the client has. Documents that it knows from an earlier server are told to be clean. */
  private report(before: ReadonlyMap<Uri, string>): WorkspaceDiagnosticReport {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    if (!this.ready) return { items };
    for (const uri of before.keys())
      if (!this.known.has(uri)) this.known.set(uri, { text: '[]', diagnostics: [], id: String(++this.counter) });
    for (const [uri, { id, diagnostics }] of this.known) {
      if (before.get(uri) === id || (diagnostics.length === 0 && !before.has(uri))) continue;
      items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId: id, items: diagnostics });
    }
    return { items };
  }

  private answerOpen(): void {
    const open = this.open;
    this.open = [];
    for (const pull of open) {
      const report = this.report(pull.before);
      if (report.items.length > 0) pull.answer(report);
      else this.open.push(pull);
    }
  }
}

/** The connection is closed: nobody is there to be told. */
function gone(): void {}
