import type { Fact } from '../facts';
import type { Format, TextFormat } from '../formats/format';
import type { ContextModel } from '../model/model';
import { linkContext } from '../model/link';
import { unitsOfImages } from '../model/workspace';
import type { Snapshot } from '../features/snapshot';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import type { Context, Note, StackKind, StackRequest } from '../stacks/stack';
import { imageRequest } from '../stacks/imageBuild';
import { suppressionsIn } from '../lore/suppressions';
import { inheritDocuments } from '../syntax/documents';
import { append } from '../text/lists';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import type { Slot } from './contexts';
import { buildsOf, sameList, slotOf } from './contexts';
import type { Configuration } from '../configuration/configuration';
import { configurationsIn } from '../configuration/files';
import { configuredContext } from './configured';
import { lookAhead } from './lookAhead';
import { askForPortsDocuments, portsDocumentFindings } from './portsDocuments';
import { mergeFindings, runRule } from './findings';
import type { ImageIndex, RecordedImages } from './images';
import { imageAnswer, imageIndex, recordedImages } from './images';
import type { Levels, SeveritySettings } from './levels';
import type { FileState } from './store';
import { forwarded } from './forwarded';
import { emptyStore, recordingReader, setFile } from './store';
import { suppress, suppressionFindings } from './suppress';

/**
 * What happened to a file. `listed`: it is there and will be read when asked for. `skipped`: it will not be read.
 * `unknown`: nothing is known of it any more; whoever needs it asks for it again.
 *
 * A `foreign` text is no part of the workspace (it is ignored, say): who names the file gets it, but nothing is discovered
 * in it.
 */
export type FileChange =
  | { readonly kind: 'text'; readonly file: SourceFile; readonly foreign?: boolean }
  | { readonly kind: 'listed' | 'absent' | 'skipped' | 'unknown'; readonly uri: Uri };

/** Settings of the engine; everything else is given as files. */
export interface EngineSettings {
  readonly roots: readonly Uri[];
  readonly includeFixtures: boolean;
  readonly severities: SeveritySettings;
  /** Those of single roots, in place of these. */
  readonly folderSeverities?: ReadonlyMap<Uri, SeveritySettings>;
}

/** The parts that an engine is put together from. */
export interface EngineParts {
  readonly stacks: readonly StackKind[];
  readonly formats: readonly Format[];
  readonly textFormats: readonly TextFormat[];
  readonly rules: readonly Rule[];
}

/** Units from which on a context is judged in more than one step. */
const LARGE = 200;

/** A model with what it was made of. */
interface Linked {
  readonly facts: readonly Fact[];
  readonly asked: RecordedImages['asked'];
  /** The index that last gave the same answers to everything asked. */
  index: ImageIndex;
  readonly model: ContextModel;
  /** The model before its forwards were linked to other contexts, where it has any. */
  readonly alone?: ContextModel;
  findings?: readonly Finding[];
}

/**
 * The only mutable object of the core: files in, snapshots out. Everything between is memoised by identity, so an edit
 * costs the contexts that it touches.
 */
export class Engine {
  private readonly store;
  private readonly foreign = new Set<Uri>();
  private slots = new Map<string, Slot>();
  private linked = new Map<string, Linked>();
  private discovered: readonly StackRequest[] = [];
  private configurations: readonly Configuration[] = [];
  private readonly glanced = new WeakSet<SourceFile>();
  private images: ImageIndex | undefined;
  private revision = 0;
  private readonly errors: Note[] = [];
  private sought: readonly Uri[] = [];
  private current: Snapshot;
  private readonly parts: EngineParts;
  private settings: EngineSettings;

  constructor(parts: EngineParts, settings: EngineSettings) {
    this.parts = parts;
    this.settings = settings;
    this.store = emptyStore(settings.roots);
    this.current = this.publish([], []);
  }

  /** The last snapshot. */
  get snapshot(): Snapshot {
    return this.current;
  }

  /** Takes other settings; contexts are judged anew, parses and facts are kept. */
  configure(settings: EngineSettings): void {
    this.settings = settings;
    this.store.roots = settings.roots;
    this.slots = new Map();
    this.linked = new Map();
  }

  /** Applies changes and gives the snapshot after them. */
  apply(changes: readonly FileChange[]): Snapshot {
    const steps = this.steps(changes);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** As {@link apply}, in small steps: whoever drives it may answer requests from the last snapshot between them. */
  *steps(changes: readonly FileChange[]): Generator<void, Snapshot> {
    this.record(changes);
    yield;
    const asked = this.readConfigurations();
    yield* this.discover();
    this.sought = [...this.sought, ...asked];
    yield* this.assemble();
    yield* this.link();
    const contexts = [...this.linked.values()].map((l) => l.model);
    const findings = yield* this.judge(contexts);
    this.revision++;
    this.current = this.publish(contexts, findings);
    return this.current;
  }

  /** Takes changes in, so that {@link state} tells them; the next run draws the conclusions. */
  record(changes: readonly FileChange[]): void {
    for (const change of changes) this.recordOne(change);
  }

  private recordOne(change: FileChange): void {
    this.foreign.delete(change.kind === 'text' ? change.file.uri : change.uri);
    if (change.kind !== 'text') {
      setFile(this.store, change.uri, change.kind === 'unknown' ? undefined : change.kind);
      return;
    }
    if (change.foreign) this.foreign.add(change.file.uri);
    const before = this.store.files.get(change.file.uri);
    if (typeof before === 'object') {
      if (before.text === change.file.text) return;
      inheritDocuments(before, change.file);
    }
    setFile(this.store, change.file.uri, change.file);
  }

  /** Reads the configuration of each root; what was judged under another one is judged again. Files that roots ask for. */
  private readConfigurations(): Iterable<Uri> {
    const reader = recordingReader(this.store);
    const ids = this.parts.rules.map((r) => r.meta.id);
    const made = configurationsIn(this.settings.roots, reader, ids);
    if (!sameList(made, this.configurations)) {
      this.configurations = made;
      for (const linked of this.linked.values()) delete linked.findings;
    }
    askForPortsDocuments(this.settings.roots, reader);
    return reader.wanted;
  }

  private *discover(): Generator<void> {
    const files: SourceFile[] = [];
    for (const [uri, state] of this.store.files)
      if (typeof state === 'object' && !this.foreign.has(uri)) files.push(state);
    files.sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
    yield* lookAhead(files, this.parts.stacks, this.glanced, (uri, part, error) => this.note(uri, part, error));
    const found: StackRequest[] = [];
    const sought: Uri[] = [];
    for (const kind of this.parts.stacks) {
      const reader = recordingReader(this.store);
      const { roots } = this.settings;
      try {
        found.push(...kind.discover({ ...reader, files, roots, settings: this.settings }));
      } catch (error) {
        this.note(roots[0] ?? '', kind.id, error);
      }
      sought.push(...reader.wanted);
      yield;
    }
    this.discovered = found;
    this.sought = sought;
  }

  private *assemble(): Generator<void> {
    const next = new Map<string, Slot>();
    // Kept at once, not at the end: a run that a newer change cuts short has not worked for nothing.
    const keep = (id: string, slot: Slot | undefined) => {
      if (!slot) return;
      next.set(id, slot);
      this.slots.set(id, slot);
    };
    const kinds = new Map(this.parts.stacks.map((k) => [k.id, k]));
    const queue = this.discovered.filter((r) => r.stack !== 'image-build');
    const builds = new Map<string, StackRequest>();
    const requested = new Set<Uri>();
    for (const request of queue) {
      const former = this.slots.get(request.id);
      const slot = yield* this.slotFor(request, kinds);
      keep(request.id, slot);
      for (const build of buildsOf(slot?.facts ?? [])) {
        const made = imageRequest(build, request.root);
        if (!made) continue;
        if (!builds.has(made.id)) builds.set(made.id, made);
        for (const uri of made.files) requested.add(uri);
      }
      if (slot !== former) yield;
    }
    // Nobody but the workspace's own stacks builds a Dockerfile that they ask for, so its default build says nothing.
    const standalone = this.discovered.filter(
      (r) => r.stack === 'image-build' && !r.files.some((f) => requested.has(f)),
    );
    for (const request of [...builds.values(), ...standalone]) {
      const former = this.slots.get(request.id);
      const slot = yield* this.slotFor(request, kinds);
      keep(request.id, slot);
      if (slot !== former) yield;
    }
    this.slots = next;
  }

  private *slotFor(request: StackRequest, kinds: ReadonlyMap<string, StackKind>): Generator<void, Slot | undefined> {
    const kind = kinds.get(request.stack);
    if (!kind) return undefined;
    return yield* slotOf(request, this.slots.get(request.id), kind, this.parts, this.store, this.settings);
  }

  private *link(): Generator<void> {
    const index = imageIndex(this.slots.values(), this.images);
    this.images = index;
    const next = new Map<string, Linked>();
    for (const slot of this.slots.values()) {
      const { id } = slot.request;
      // Nothing is said of a stack before its files are there.
      if (slot.wanted.size > 0) continue;
      const former = this.linked.get(id);
      const context = configuredContext(slot.context, slot.request.files, this.configurations);
      const holds =
        former && former.facts === slot.facts && former.model.context === context && sameImages(former, index);
      const linked = holds ? former : this.linkSlot(context, slot.facts, index);
      next.set(id, linked);
      this.linked.set(id, linked);
      if (linked !== former) yield;
    }
    this.linked = forwarded(next);
  }

  private linkSlot(context: Context, facts: readonly Fact[], index: ImageIndex): Linked {
    const images = recordedImages(index);
    try {
      const model = linkContext(context, facts, images);
      return { facts, asked: images.asked, index, model };
    } catch (error) {
      this.note(context.directory, `linking ${context.name}`, error);
      return { facts, asked: images.asked, index, model: linkContext(context, [], images) };
    }
  }

  private *judge(contexts: readonly ContextModel[]): Generator<void, readonly Finding[]> {
    const { rules } = this.parts;
    const { severities: given, folderSeverities: folders, includeFixtures } = this.settings;
    const levels: Levels = { given, folders, configurations: this.configurations };
    const lists: (readonly Finding[])[] = [];
    for (const linked of this.linked.values()) {
      if (linked.model.context.quiet && !includeFixtures) continue;
      if (!linked.findings) {
        const own: Finding[] = [];
        for (const r of rules) {
          if (r.scope !== 'context') continue;
          own.push(...runRule(r, linked.model, levels, this.onError));
          // A context may be thousands of objects, and each rule looks at all of them.
          if (linked.model.units.length > LARGE) yield;
        }
        linked.findings = own;
        yield;
      }
      lists.push(linked.findings);
    }
    const loud = includeFixtures ? contexts : contexts.filter((c) => !c.context.quiet);
    for (const r of rules)
      if (r.scope === 'workspace') lists.push(runRule(r, { contexts: loud }, levels, this.onError));
    const judging = { rules, levels, onError: this.onError };
    if (this.sought.length === 0 && [...this.slots.values()].every((slot) => slot.wanted.size === 0))
      lists.push(portsDocumentFindings(this.settings.roots, contexts, this.fileOf, judging));
    yield;
    const suppressed = suppress(mergeFindings(lists), this.fileOf);
    const commented = [...this.store.files.values()].filter(
      (f) => typeof f === 'object' && suppressionsIn(f).length > 0 && readBy(loud, this.slots, f.uri).length > 0,
    ) as SourceFile[];
    const more = suppressionFindings(commented, suppressed.used, judging);
    if (more.length === 0) return suppressed.findings;
    return mergeFindings([suppressed.findings, suppress(more, this.fileOf).findings]);
  }

  private readonly onError = (rule: string, error: unknown): void => {
    this.note('', `rule ${rule}`, error);
  };

  /** Keeps what went wrong in a part, once: most mistakes are made again after every edit. */
  private note(uri: Uri, part: string, error: unknown): void {
    const message = `${part}: ${String(error)}`;
    if (!this.errors.some((e) => e.uri === uri && e.message === message)) this.errors.push({ uri, message });
  }

  /** Whether a file's text is there only for those who name it. */
  isForeign(uri: Uri): boolean {
    return this.foreign.has(uri);
  }

  /** What is known of a file, changes of a run that was cut short included; `undefined` when nothing is. */
  state(uri: Uri): FileState | undefined {
    return this.store.files.get(uri);
  }

  /** Every URI of which something is known. */
  known(): readonly Uri[] {
    return [...this.store.files.keys()];
  }

  private readonly fileOf = (uri: Uri): SourceFile | undefined => {
    const state = this.store.files.get(uri);
    return typeof state === 'object' ? state : undefined;
  };

  private publish(contexts: readonly ContextModel[], findings: readonly Finding[]): Snapshot {
    const byUri = new Map<Uri, Finding[]>();
    for (const f of findings) append(byUri, f.site.uri, f);
    const wanted = new Set<Uri>(this.sought);
    for (const slot of this.slots.values()) for (const uri of slot.wanted) wanted.add(uri);
    const files = new Map<Uri, SourceFile>();
    for (const [uri, state] of this.store.files) if (typeof state === 'object') files.set(uri, state);
    const slots = this.slots;
    const notes = [...this.slots.values()].flatMap((s) => s.notes).concat(this.errors);
    return {
      revision: this.revision,
      roots: this.settings.roots,
      files,
      contexts,
      contextsAt: (uri) => readBy(contexts, slots, uri),
      findings,
      byUri,
      wanted: [...wanted],
      configurations: this.configurations,
      severities: this.settings.severities,
      notes,
    };
  }
}

/** The contexts that read a file, or run an image that it builds. */
function readBy(
  contexts: readonly ContextModel[],
  slots: ReadonlyMap<string, Slot>,
  uri: Uri,
): readonly ContextModel[] {
  return contexts.filter(
    (c) =>
      slots.get(c.context.id)?.answers.files.has(uri) || unitsOfImages(c).some((u) => u.image?.fact.dockerfile === uri),
  );
}

/** Whether the index answers as it did when the context was linked. */
function sameImages(linked: Linked, index: ImageIndex): boolean {
  if (linked.index === index) return true;
  for (const [key, old] of linked.asked) if (imageAnswer(index, key) !== old) return false;
  linked.index = index;
  return true;
}
