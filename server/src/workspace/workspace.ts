import { isConfigurationFile } from '../configuration/files';
import type { EngineParts, EngineSettings, FileChange } from '../engine/engine';
import { Engine } from '../engine/engine';
import type { Snapshot } from '../features/snapshot';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { baseName } from '../text/uri';
import type { FileSystem, Skipped } from './files';
import type { InventoryLimits, LeftOut } from './inventory';
import { Inventory } from './inventory';

/** What the rim needs beside the engine's settings. */
export interface WorkspaceSettings extends EngineSettings, InventoryLimits {}

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
  /** Called with every snapshot that is complete, before those who wait for it are answered. */
  readonly published?: (snapshot: Snapshot) => void;
  /** Milliseconds of a clock that does not run backwards. */
  readonly now: () => number;
}

/** Milliseconds from the begin to the end of work, requests in between included; 0 before the first time. */
export interface Timings {
  /** Listing all folders and reading files. */
  readonly reading: number;
  /** Parsing in other threads. */
  readonly parsing: number;
  /** The last run of the engine that was not cut short. */
  readonly analysing: number;
  /** The longest of these runs. */
  readonly longest: number;
}

const SLICE_MS = 15;
/**
 * For so long newer changes may make running analyses stop, one after the other. Then one is let through: who types
 * without a pause still sees findings.
 */
const PATIENCE_MS = 250;
/** Rounds of looking at what changed before an analysis starts; what comes later waits for the next one. */
const ROUNDS = 3;

/** What is to be done: flags and sets, so that a thousand events about one file are one. */
interface Inbox {
  /** List everything anew. */
  relist: boolean;
  /** Judge anew, since settings changed. */
  rejudge: boolean;
  readonly touched: Set<Uri>;
  readonly wanted: Set<Uri>;
}

interface Waiter {
  readonly ticket: number;
  readonly resolve: (snapshot: Snapshot) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A workspace: engine, files on disk, and open documents over them.
 *
 * *Invariant:* what happened is noted in the inbox and done by one loop, so that nothing is read before it is noted and
 * no older reading is taken in after a newer one. Each promise ends with a snapshot that has what its caller told.
 */
export class Workspace {
  readonly engine: Engine;
  private readonly host: WorkspaceHost;
  private readonly inventory: Inventory;
  private settings: WorkspaceSettings;
  private readonly documents = new Map<Uri, string>();
  private inbox: Inbox = newInbox();
  private waiters: Waiter[] = [];
  private ticket = 0;
  private working = false;
  private complete: Snapshot;
  private listed = false;
  /** Whether the engine has taken in something that its last snapshot does not have. */
  private changed = false;
  private impatientAt: number | undefined;
  private took: Timings = { reading: 0, parsing: 0, analysing: 0, longest: 0 };

  constructor(parts: EngineParts, settings: WorkspaceSettings, host: WorkspaceHost) {
    this.engine = new Engine(parts, settings);
    this.settings = settings;
    this.host = host;
    this.complete = this.engine.snapshot;
    this.inventory = new Inventory(
      {
        fs: host.fs,
        isRead: (uri) => parts.formats.some((f) => f.detect(uri)),
        state: (uri) => this.engine.state(uri),
        isForeign: (uri) => this.engine.isForeign(uri),
        known: () => this.engine.known(),
        documents: this.documents,
        pause: this.pauser(),
        progress: (phase, done, total) => host.progress?.({ phase, done, total }),
      },
      settings,
    );
  }

  /** The last complete snapshot: one in which no stack waits for a file. */
  get snapshot(): Snapshot {
    return this.complete;
  }

  /** Files and folders that were left out, with their reasons, sorted. */
  get skipped(): readonly Skipped[] {
    return this.inventory.skipped();
  }

  /** Why a file is no part of the workspace; `undefined` when it is, or is not there. */
  whyLeftOut(uri: Uri): Promise<LeftOut | undefined> {
    return this.inventory.whyLeftOut(uri);
  }

  /** How long the last work of each kind took. */
  get timings(): Timings {
    return this.took;
  }

  /** Whether the workspace has been listed and analysed once. Before that, snapshots are empty. */
  get indexed(): boolean {
    return this.listed;
  }

  /** Lists and reads the whole workspace (again). */
  load(): Promise<Snapshot> {
    this.inbox.relist = true;
    return this.noted();
  }

  /**
   * The text of an open document; it counts instead of the file's until {@link close}. A document that does not belong to
   * the workspace (outside the roots, ignored) is remembered, but no part of it.
   */
  open(uri: Uri, text: string): Promise<Snapshot> {
    this.documents.set(uri, text);
    this.inbox.touched.add(uri);
    return this.noted();
  }

  /** The document was closed: what is on disk counts again. */
  close(uri: Uri): Promise<Snapshot> {
    this.documents.delete(uri);
    this.inbox.touched.add(uri);
    return this.noted();
  }

  /** Files or folders that may have changed on disk, were made or deleted. */
  refresh(uris: readonly Uri[]): Promise<Snapshot> {
    for (const uri of uris) {
      if (baseName(uri) === '.gitignore') this.inbox.relist = true;
      this.inbox.touched.add(uri);
    }
    return this.noted();
  }

  /** Other settings; the workspace is listed again when files may be in or out by them. */
  configure(settings: WorkspaceSettings): Promise<Snapshot> {
    const before = this.settings;
    const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x, i) => x === b[i]);
    const limited =
      settings.maxFiles !== before.maxFiles ||
      settings.maxFileSize !== before.maxFileSize ||
      !same(settings.roots, before.roots) ||
      !same(settings.excludes, before.excludes) ||
      !sameLists(settings.folderExcludes, before.folderExcludes);
    this.settings = settings;
    this.inbox.rejudge = true;
    if (limited) this.inbox.relist = true;
    return this.noted();
  }

  /** Waits for everything that is under way. */
  settled(): Promise<Snapshot> {
    return this.working ? this.answer() : Promise.resolve(this.complete);
  }

  /** A promise for the first complete snapshot that has all that was noted until now. */
  private answer(): Promise<Snapshot> {
    const { ticket } = this;
    return new Promise((resolve, reject) => {
      this.waiters.push({ ticket, resolve, reject });
    });
  }

  private noted(): Promise<Snapshot> {
    this.ticket++;
    const answer = this.answer();
    if (!this.working) {
      this.working = true;
      // Not at once: what the caller notes in the same breath is done in the same run.
      void Promise.resolve().then(() => this.work());
    }
    return answer;
  }

  private async work(): Promise<void> {
    while (this.waiters.length > 0) {
      try {
        const ticket = await this.takeIn();
        const snapshot = await this.drive();
        if (snapshot) this.finish(snapshot, ticket);
      } catch (error) {
        const failed = this.waiters;
        this.waiters = [];
        for (const { reject } of failed) reject(error);
      }
    }
    this.working = false;
  }

  private finish(snapshot: Snapshot, ticket: number): void {
    const isOpen = (uri: Uri) => [undefined, 'listed'].includes(this.engine.state(uri) as string | undefined);
    const wanted = snapshot.wanted.filter(isOpen);
    for (const uri of wanted) this.inbox.wanted.add(uri);
    if (wanted.length > 0) return;
    this.impatientAt = undefined;
    const isNew = this.complete !== snapshot;
    this.complete = snapshot;
    const answered = this.waiters.filter((w) => w.ticket <= ticket);
    this.waiters = this.waiters.filter((w) => w.ticket > ticket);
    if (this.listed && isNew) this.host.published?.(snapshot);
    for (const { resolve } of answered) resolve(snapshot);
  }

  /**
   * Brings the engine's files up to date. What is noted meanwhile is taken in as well, within reason. The ticket of the
   * last note that was taken in.
   */
  private async takeIn(): Promise<number> {
    let { ticket } = this;
    for (let round = 0; round < ROUNDS && this.hasNews(); round++) {
      const { relist: asked, rejudge, touched, wanted } = this.inbox;
      this.inbox = newInbox();
      ({ ticket } = this);
      let relist = asked;
      if (rejudge) {
        this.inventory.limit(this.settings);
        this.engine.configure(this.settings);
        this.changed = true;
      }
      const { roots } = this.settings;
      if (relist || [...touched].some((uri) => isConfigurationFile(uri, roots)))
        relist = ((await this.inventory.readExcludes()) && this.listed) || relist;
      if (relist) {
        const begun = this.host.now();
        const changes = await this.inventory.listAll();
        const read = this.host.now();
        await this.parseAhead(changes);
        this.took = { ...this.took, reading: read - begun, parsing: this.host.now() - read };
        this.record(changes);
        // Also when there is nothing: that is an answer too.
        this.changed ||= !this.listed;
        this.listed = true;
      }
      // Before the first listing nobody knows what lies beside a file: better no answer than a wrong one.
      if (this.listed) this.record(await this.inventory.look(relist ? this.documents.keys() : touched));
      this.record(await this.inventory.ask(wanted));
    }
    return ticket;
  }

  private record(changes: readonly FileChange[]): void {
    if (changes.length > 0) this.changed = true;
    this.engine.record(changes);
  }

  private async parseAhead(changes: readonly FileChange[]): Promise<void> {
    try {
      await this.host.preparse?.(changes.flatMap((c) => (c.kind === 'text' ? [c.file] : [])));
    } catch {
      // What was not parsed ahead is parsed when it is needed.
    }
  }

  /** Runs the engine in slices; `undefined` when newer changes made it stop. */
  private async drive(): Promise<Snapshot | undefined> {
    if (!this.changed) return this.engine.snapshot;
    const pause = this.pauser();
    const begun = this.host.now();
    const steps = this.engine.steps([]);
    for (let n = 0; ; n++) {
      const step = steps.next();
      if (step.done) {
        this.changed = false;
        const analysing = this.host.now() - begun;
        this.took = { ...this.took, analysing, longest: Math.max(this.took.longest, analysing) };
        return step.value;
      }
      if (pause) await pause();
      if (this.hasNews() && this.mayStop()) return undefined;
      if (n % 500 === 0) this.host.progress?.({ phase: 'analysing', done: n, total: 0 });
    }
  }

  private hasNews(): boolean {
    const { relist, rejudge, touched, wanted } = this.inbox;
    return relist || rejudge || touched.size > 0 || wanted.size > 0;
  }

  private mayStop(): boolean {
    const now = this.host.now();
    this.impatientAt ??= now + PATIENCE_MS;
    return now < this.impatientAt;
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
}

function sameLists(a: WorkspaceSettings['folderExcludes'], b: WorkspaceSettings['folderExcludes']): boolean {
  return JSON.stringify([...(a ?? [])]) === JSON.stringify([...(b ?? [])]);
}

function newInbox(): Inbox {
  return { relist: false, rejudge: false, touched: new Set(), wanted: new Set() };
}
