import type { FileChange } from '../engine/engine';
import type { FileState } from '../engine/store';
import { baseName, directoryOf } from '../text/uri';
import { sourceFile } from '../text/source';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { decodeBytes } from './decode';
import type { DirectoryEntry, FileSystem, Skipped } from './files';
import { SKIPPED_FOLDERS } from './ignore';
import type { Folder, WalkOptions } from './walk';
import { innerFolder, isAdmitted, rootFolder, rootOf, walkEntry, walkWorkspace, withOwnRules } from './walk';

/** What an inventory is made of. */
export interface InventoryParts {
  readonly fs: FileSystem;
  /** Whether a file's text is read without anybody asking for it, told by its name. */
  readonly isRead: (uri: Uri) => boolean;
  /** What the engine knows of a file. */
  readonly state: (uri: Uri) => FileState | undefined;
  /** Every URI of which the engine knows something. */
  readonly known: () => readonly Uri[];
  /** The text of an open document, which counts instead of the file's. */
  readonly openText: (uri: Uri) => string | undefined;
  readonly pause?: (() => Promise<void>) | undefined;
  readonly progress?: (phase: 'listing' | 'reading', done: number, total: number) => void;
}

/** What an inventory is limited to. */
export interface InventoryLimits extends Pick<WalkOptions, 'roots' | 'excludes' | 'maxFiles'> {
  /** Larger files are skipped, in bytes. */
  readonly maxFileSize: number;
}

/** The kinds of the entries of directories, for one look at many places. */
type Kinds = Map<Uri, ReadonlyMap<string, DirectoryEntry['kind']>>;

/** Files read at once from a file system that answers later. */
const READS_AT_ONCE = 32;

/**
 * The files of a workspace as they lie on disk, with open documents over them: which of them belong to it, what their text
 * is, why one is left out. Answers with the changes that bring the engine up to date.
 *
 * A file belongs to the workspace when it lies in a root and nothing on its way is ignored, generated or a link. Others
 * are read only when a stack asks for them by name ({@link ask}): a `.env` is often ignored and counts all the same.
 */
export class Inventory {
  private readonly parts: InventoryParts;
  private limits: InventoryLimits;
  private folders = new Map<Uri, Folder>();
  private readonly asked = new Set<Uri>();
  private readonly left = new Map<Uri, Skipped>();

  constructor(parts: InventoryParts, limits: InventoryLimits) {
    this.parts = parts;
    this.limits = limits;
  }

  /** Other limits; what follows from them is told by the next {@link listAll}. */
  limit(limits: InventoryLimits): void {
    this.limits = limits;
  }

  /** Files and folders that were left out, sorted. */
  skipped(): readonly Skipped[] {
    return [...this.left.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
  }

  /** Lists everything anew, reads what is read without asking and what was asked for. */
  async listAll(): Promise<FileChange[]> {
    this.parts.progress?.('listing', 0, 0);
    const walked = await walkWorkspace(this.parts.fs, this.walkOptions());
    this.folders = new Map(walked.folders);
    this.left.clear();
    return this.taken(walked.files, walked.skipped, this.parts.known());
  }

  /** Files that stacks want. They are read wherever they lie in the roots. */
  async ask(uris: Iterable<Uri>): Promise<FileChange[]> {
    const list = [...uris];
    for (const uri of list) this.asked.add(uri);
    return this.readAll(list);
  }

  /** Looks again at places that may have changed: files or folders, there or not, in the workspace or not. */
  async look(uris: Iterable<Uri>): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    const read = new Set<Uri>();
    const folders = new Set<Uri>();
    const kinds: Kinds = new Map();
    for (const uri of uris) {
      if (rootOf(this.limits.roots, uri) === undefined) continue;
      if (this.asked.has(uri)) read.add(uri);
      else if (this.parts.openText(uri) !== undefined) {
        if (await this.admits(uri)) read.add(uri);
        else if (this.parts.state(uri) !== undefined) changes.push({ kind: 'unknown', uri });
      } else {
        folders.add(uri);
        changes.push(...(await this.lookAt(uri, kinds)));
        await this.parts.pause?.();
      }
    }
    // What is asked for may lie in a folder that does not belong to the workspace.
    for (const uri of this.asked) if (hasAncestor(uri, folders)) read.add(uri);
    return [...changes, ...(await this.readAll([...read]))];
  }

  private async lookAt(uri: Uri, kinds: Kinds): Promise<FileChange[]> {
    const directory = directoryOf(uri);
    const name = baseName(uri);
    const state = this.parts.state(uri);
    const before = state === undefined ? [] : [uri];
    const folder = await this.folder(directory);
    if (folder === 'out') return this.taken([], [], before);
    if (this.folders.delete(uri)) before.push(...this.parts.known().filter((u) => u.startsWith(`${uri}/`)));
    this.left.delete(uri);
    const kind = (await this.kindsIn(directory, kinds)).get(name);
    if (kind === undefined || folder === 'absent') return this.taken([], [], before);
    const walked = await walkEntry(this.parts.fs, this.walkOptions(), folder, { name, kind });
    for (const [at, inner] of walked.folders) this.folders.set(at, inner);
    return this.taken(walked.files, walked.skipped, before);
  }

  /** Whether a file, there or about to be, belongs to the workspace by where it lies. */
  private async admits(uri: Uri): Promise<boolean> {
    const folder = await this.folder(directoryOf(uri));
    if (typeof folder === 'object') return isAdmitted(folder, baseName(uri));
    if (folder === 'out') return false;
    // In a folder that is not made yet.
    const root = rootOf(this.limits.roots, uri) ?? '';
    return !uri
      .slice(root.length)
      .split('/')
      .some((s) => SKIPPED_FOLDERS.has(s));
  }

  /** The changes that make the engine know exactly `files`, where `before` is what it knows there now. */
  private async taken(
    files: readonly Uri[],
    skipped: readonly Skipped[],
    before: readonly Uri[],
  ): Promise<FileChange[]> {
    for (const s of skipped) this.left.set(s.uri, s);
    const there = new Set(files);
    const changes: FileChange[] = [];
    const read: Uri[] = [];
    for (const uri of before) {
      if (there.has(uri)) continue;
      const inRoots = rootOf(this.limits.roots, uri) !== undefined;
      const open = inRoots && this.parts.openText(uri) !== undefined && (await this.admits(uri));
      if (open || (inRoots && this.asked.has(uri))) read.push(uri);
      else changes.push({ kind: 'unknown', uri });
    }
    for (const uri of files) {
      if (this.parts.isRead(uri) || this.asked.has(uri)) read.push(uri);
      else if (this.parts.state(uri) !== 'listed') changes.push({ kind: 'listed', uri });
    }
    return [...changes, ...(await this.readAll(read))];
  }

  /** A directory of the workspace; `out` when it does not belong to it, `absent` when it is not there. */
  private async folder(uri: Uri): Promise<Folder | 'out' | 'absent'> {
    const known = this.folders.get(uri);
    if (known) return known;
    const { roots } = this.limits;
    if (roots.includes(uri)) return this.remember(uri, rootFolder(uri, this.limits));
    if (rootOf(roots, uri) === undefined) return 'out';
    const parent = await this.folder(directoryOf(uri));
    if (typeof parent === 'string') return parent;
    const inner = innerFolder(parent, baseName(uri));
    if (!inner) return 'out';
    const kind = (await this.kindsIn(directoryOf(uri), new Map())).get(baseName(uri));
    if (kind !== 'directory') return kind === undefined ? 'absent' : 'out';
    return this.remember(uri, inner);
  }

  private async remember(uri: Uri, folder: Folder): Promise<Folder> {
    const listing = await this.parts.fs.list(uri);
    const entries = listing.kind === 'directory' ? listing.entries : [];
    const own = await withOwnRules(this.parts.fs, this.limits.roots, folder, entries);
    this.folders.set(uri, own);
    return own;
  }

  private async kindsIn(directory: Uri, known: Kinds): Promise<ReadonlyMap<string, DirectoryEntry['kind']>> {
    const before = known.get(directory);
    if (before) return before;
    const listing = await this.parts.fs.list(directory);
    const entries = listing.kind === 'directory' ? listing.entries : [];
    const kinds = new Map(entries.map((e) => [e.name, e.kind]));
    known.set(directory, kinds);
    return kinds;
  }

  private walkOptions(): WalkOptions {
    const { roots, excludes, maxFiles } = this.limits;
    const { pause, isRead } = this.parts;
    return { roots, excludes, maxFiles, notable: isRead, ...(pause ? { pause } : {}) };
  }

  private async readAll(uris: readonly Uri[]): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    let waiting: Promise<FileChange | undefined>[] = [];
    const add = (change: FileChange | undefined) => void (change && changes.push(change));
    const { pause, progress } = this.parts;
    for (const [done, uri] of uris.entries()) {
      const change = this.readOne(uri);
      if (change instanceof Promise) waiting.push(change);
      else add(change);
      if (waiting.length >= READS_AT_ONCE) {
        for (const late of await Promise.all(waiting)) add(late);
        waiting = [];
      }
      if (done % 200 === 0) progress?.('reading', done, uris.length);
      if (pause) await pause();
    }
    for (const late of await Promise.all(waiting)) add(late);
    return changes;
  }

  /** The change that a file's text is; `undefined` when the engine has it already. */
  private readOne(uri: Uri): Promise<FileChange | undefined> | FileChange | undefined {
    const open = this.parts.openText(uri);
    if (open !== undefined) return this.textChange(sourceFile(uri, open));
    const { roots, maxFileSize } = this.limits;
    const take = (result: Awaited<ReturnType<FileSystem['read']>>): FileChange | undefined => {
      this.left.delete(uri);
      if (result.kind === 'absent') return { kind: 'absent', uri };
      const decoded = result.kind === 'file' ? decodeBytes(result.bytes) : result;
      if (decoded.kind === 'text') return this.textChange(sourceFile(uri, decoded.text));
      this.left.set(uri, { uri, because: decoded.because, expected: false });
      return { kind: 'skipped', uri };
    };
    const result = this.parts.fs.read(uri, roots, maxFileSize);
    return result instanceof Promise ? result.then(take) : take(result);
  }

  private textChange(file: SourceFile): FileChange | undefined {
    const known = this.parts.state(file.uri);
    // The same text is the same object, so that nothing that was made of it is made again.
    if (typeof known === 'object' && known.text === file.text && known.bom === file.bom) return undefined;
    return { kind: 'text', file };
  }
}

function hasAncestor(uri: Uri, folders: ReadonlySet<Uri>): boolean {
  if (folders.size === 0) return false;
  for (let at = directoryOf(uri); at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    if (folders.has(at)) return true;
  }
  return false;
}
