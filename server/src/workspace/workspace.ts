import type { EngineParts, EngineSettings, FileChange } from '../engine/engine';
import { Engine } from '../engine/engine';
import type { Snapshot } from '../features/snapshot';
import { sourceFile } from '../text/source';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { decodeBytes } from './decode';
import type { FileSystem, Skipped } from './files';
import { walkWorkspace } from './walk';

/** What the rim needs beside the engine's settings. */
export interface WorkspaceSettings extends EngineSettings {
  /** Patterns in .gitignore syntax. */
  readonly excludes: readonly string[];
  /** Larger files are skipped, in bytes. */
  readonly maxFileSize: number;
  readonly maxFiles: number;
}

/** How the rim tells how far it is. */
export interface Progress {
  (state: { readonly phase: 'listing' | 'reading' | 'analysing'; readonly done: number; readonly total: number }): void;
}

/** Hooks of whoever runs a workspace. */
export interface WorkspaceHost {
  readonly fs: FileSystem;
  /** Lets other work happen; called between slices of at most about 20 ms. */
  readonly yield?: () => Promise<void>;
  readonly progress?: Progress;
  /** Parses files ahead in other threads, when there are any; adopts what comes back. Never needed for correctness. */
  readonly preparse?: (files: readonly SourceFile[]) => Promise<void>;
  readonly now: () => number;
}

const SLICE_MS = 15;

/**
 * A workspace: engine, files on disk, and open documents over them. All changes go through one queue; a newer change
 * makes a running analysis stop before it publishes.
 */
export class Workspace {
  readonly engine: Engine;
  private readonly host: WorkspaceHost;
  private readonly parts: EngineParts;
  private settings: WorkspaceSettings;
  private readonly overlays = new Map<Uri, string>();
  private readonly skippedFiles = new Map<Uri, string>();
  private pending: FileChange[] = [];
  private running: Promise<Snapshot> | undefined;
  private generation = 0;
  private loading = false;

  constructor(parts: EngineParts, settings: WorkspaceSettings, host: WorkspaceHost) {
    this.engine = new Engine(parts, settings);
    this.parts = parts;
    this.settings = settings;
    this.host = host;
  }

  /** The last snapshot. */
  get snapshot(): Snapshot {
    return this.engine.snapshot;
  }

  /** Files and folders that were left out, with their reasons, sorted. */
  get skipped(): readonly Skipped[] {
    return [...this.skippedFiles].map(([uri, because]) => ({ uri, because })).sort((a, b) => (a.uri < b.uri ? -1 : 1));
  }

  /** Lists and reads the whole workspace (again) and gives the snapshot after it. */
  async load(): Promise<Snapshot> {
    this.loading = true;
    try {
      return await this.loadAll();
    } finally {
      this.loading = false;
    }
  }

  private async loadAll(): Promise<Snapshot> {
    const { roots, excludes, maxFiles } = this.settings;
    this.host.progress?.({ phase: 'listing', done: 0, total: 0 });
    const pause = this.pauser();
    const walked = await walkWorkspace(this.host.fs, { roots, excludes, maxFiles, ...(pause ? { pause } : {}) });
    this.skippedFiles.clear();
    for (const s of walked.skipped) this.skippedFiles.set(s.uri, s.because);
    const changes: FileChange[] = [];
    const there = new Set(walked.files);
    for (const uri of this.engine.snapshot.files.keys()) if (!there.has(uri) && !this.overlays.has(uri)) changes.push({ kind: 'absent', uri });
    const infra = walked.files.filter((u) => this.isInfra(u));
    for (const uri of walked.files) if (!this.isInfra(uri)) changes.push({ kind: 'listed', uri });
    changes.push(...(await this.readAll(infra)));
    const texts = changes.flatMap((c) => (c.kind === 'text' ? [c.file] : []));
    await this.host.preparse?.(texts);
    return this.change(changes);
  }

  /** The text of an open document; it counts instead of the file's until {@link close}. */
  open(uri: Uri, text: string): Promise<Snapshot> {
    this.overlays.set(uri, text);
    return this.change([{ kind: 'text', file: sourceFile(uri, text) }]);
  }

  /** The document was closed: what is on disk counts again. */
  async close(uri: Uri): Promise<Snapshot> {
    this.overlays.delete(uri);
    return this.refresh([uri]);
  }

  /** Files that may have changed on disk, were made or deleted. Open documents are left as they are. */
  async refresh(uris: readonly Uri[]): Promise<Snapshot> {
    const closed = uris.filter((u) => !this.overlays.has(u));
    return this.change(await this.readAll(closed.filter((u) => this.isWorthReading(u))));
  }

  /** Other settings; the workspace is read again when files may be in or out by them. */
  async configure(settings: WorkspaceSettings): Promise<Snapshot> {
    this.settings = settings;
    this.engine.configure(settings);
    return this.load();
  }

  /**
   * The snapshot after everything that is under way; while the first index is being made, what there is of it: an answer
   * now is better than the right one in some seconds.
   */
  async settledOrIndexing(): Promise<Snapshot> {
    return this.loading ? this.engine.snapshot : this.settled();
  }

  /** Known files at a URI or, when it was a folder, below it. */
  below(uri: Uri): readonly Uri[] {
    const prefix = `${uri.replace(/\/+$/, '')}/`;
    const inside = this.engine.known().filter((u) => u.startsWith(prefix));
    return inside.length > 0 ? inside : [uri];
  }

  /** Whether a new URI may be a folder: nothing known is called so, and its name is none of a file that is read. */
  mayBeFolder(uri: Uri): boolean {
    return !this.engine.knows(uri) && !this.isInfra(uri) && !/\.[A-Za-z0-9]+$/.test(uri.slice(uri.lastIndexOf('/')));
  }

  /** Waits for everything that is under way. */
  async settled(): Promise<Snapshot> {
    while (this.running) await this.running;
    return this.engine.snapshot;
  }

  private isInfra(uri: Uri): boolean {
    return this.parts.formats.some((f) => f.detect(uri)) || this.overlays.has(uri);
  }

  private isWorthReading(uri: Uri): boolean {
    return this.isInfra(uri) || this.engine.knows(uri);
  }

  private pauser(): (() => Promise<void>) | undefined {
    const { yield: rest, now } = this.host;
    if (!rest) return undefined;
    let last = now();
    return async () => {
      if (now() - last < SLICE_MS) return;
      await rest();
      last = now();
    };
  }

  private async readAll(uris: readonly Uri[]): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    const pause = this.pauser();
    for (const uri of uris) {
      const overlay = this.overlays.get(uri);
      if (overlay !== undefined) changes.push({ kind: 'text', file: sourceFile(uri, overlay) });
      else changes.push(await this.readOne(uri));
      if (changes.length % 200 === 0) this.host.progress?.({ phase: 'reading', done: changes.length, total: uris.length });
      if (pause) await pause();
    }
    return changes;
  }

  private async readOne(uri: Uri): Promise<FileChange> {
    const read = this.host.fs.read(uri, this.settings.roots, this.settings.maxFileSize);
    const result = read instanceof Promise ? await read : read;
    this.skippedFiles.delete(uri);
    if (result.kind === 'absent') return { kind: 'absent', uri };
    const decoded = result.kind === 'file' ? decodeBytes(result.bytes) : result;
    if (decoded.kind === 'text') return { kind: 'text', file: sourceFile(uri, decoded.text) };
    this.skippedFiles.set(uri, decoded.because);
    return { kind: 'skipped', uri };
  }

  /** Queues changes; the promise ends with a snapshot that has them. */
  private change(changes: readonly FileChange[]): Promise<Snapshot> {
    this.pending.push(...changes);
    this.generation++;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<Snapshot> {
    for (;;) {
      const generation = this.generation;
      const changes = this.pending;
      this.pending = [];
      const snapshot = await this.drive(changes, generation);
      if (snapshot === undefined) continue;
      const wanted = snapshot.wanted;
      if (this.pending.length === 0 && wanted.length === 0) return snapshot;
      if (wanted.length > 0) this.pending.push(...(await this.readAll(wanted)));
    }
  }

  /** Runs the engine in slices; `undefined` when newer changes came and the result was not published. */
  private async drive(changes: readonly FileChange[], generation: number): Promise<Snapshot | undefined> {
    const pause = this.pauser();
    const steps = this.engine.steps(changes);
    for (let n = 0; ; n++) {
      const step = steps.next();
      if (step.done) return step.value;
      if (pause) await pause();
      // What the engine took in stays taken in; only the answer for an old state is not given.
      if (generation !== this.generation && this.pending.length > 0) return undefined;
      if (n % 500 === 0) this.host.progress?.({ phase: 'analysing', done: n, total: 0 });
    }
  }
}
