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

/** What a client can do with diagnostics. */
export interface DiagnosticClient {
  readonly pull: boolean;
  readonly related: boolean;
}

interface Known {
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  readonly id: string;
}

type WorkspacePull = (report: WorkspaceDiagnosticReport) => void;

/**
 * Diagnostics, pushed or pulled by the client's capability, and only what changed. A workspace pull stays open until
 * something changes, so that an editor is told at once and never polls.
 */
export class Diagnostics {
  private known = new Map<Uri, Known>();
  private counter = 0;
  private waiting: { readonly before: ReadonlyMap<Uri, string>; readonly answer: WorkspacePull }[] = [];
  private readonly connection: Connection;
  private readonly client: DiagnosticClient;
  private ready = false;

  constructor(connection: Connection, client: DiagnosticClient) {
    this.connection = connection;
    this.client = client;
  }

  /** Takes a new snapshot: publishes what changed, or answers the pulls that wait for it. */
  publish(snapshot: Snapshot, versions: ReadonlyMap<Uri, number>): void {
    this.ready = true;
    const changed = this.update(snapshot);
    if (this.client.pull) {
      if (changed.length > 0) {
        this.answerWaiting();
        // Documents that are open are pulled one by one, and not again unless asked to.
        void this.connection.languages.diagnostics.refresh();
      }
      return;
    }
    for (const uri of changed) {
      const version = versions.get(uri);
      void this.connection.sendDiagnostics({ uri, diagnostics: this.known.get(uri)?.diagnostics ?? [], ...(version === undefined ? {} : { version }) });
    }
  }

  private update(snapshot: Snapshot): Uri[] {
    const changed: Uri[] = [];
    for (const [uri, findings] of snapshot.byUri) {
      const diagnostics = findings.map((f) => diagnosticOf(snapshot, f, this.client.related));
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

  /** Answer to a document pull. A document that never had findings has an empty report without waiting. */
  document(uri: Uri, previous: string | undefined): DocumentDiagnosticReport {
    const known = this.known.get(uri);
    if (known && previous === known.id) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: known.id };
    return { kind: DocumentDiagnosticReportKind.Full, items: known?.diagnostics ?? [], ...(known ? { resultId: known.id } : {}) };
  }

  /** Answer to a workspace pull: at once when something is new for the client, else when it becomes so. */
  workspace(previous: readonly { readonly uri: Uri; readonly value: string }[], cancelled: (then: () => void) => void): Promise<WorkspaceDiagnosticReport> {
    const before = new Map(previous.map((p) => [p.uri, p.value]));
    const report = this.report(before);
    if (report.items.length > 0) return Promise.resolve(report);
    return new Promise((resolve) => {
      const entry = { before, answer: resolve };
      this.waiting.push(entry);
      cancelled(() => {
        this.waiting = this.waiting.filter((w) => w !== entry);
        resolve({ items: [] });
      });
    });
  }

  private report(before: ReadonlyMap<Uri, string>): WorkspaceDiagnosticReport {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    if (!this.ready) return { items };
    for (const [uri, known] of this.known) {
      if (before.get(uri) === known.id) continue;
      items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId: known.id, items: known.diagnostics });
    }
    return { items };
  }

  private answerWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const { before, answer } of waiting) {
      const report = this.report(before);
      if (report.items.length > 0) answer(report);
      else this.waiting.push({ before, answer });
    }
  }
}
