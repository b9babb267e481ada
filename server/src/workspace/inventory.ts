import type { FileChange } from '../engine/engine';
import type { FileState } from '../engine/store';
import { baseName, directoryOf } from '../text/uri';
import { append } from '../text/lists';
import { say } from '../text/say';
import { sourceFile } from '../text/source';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { decodeBytes } from './decode';
import { configuredExcludes, sameExcludes } from './excludes';
import type { DirectoryEntry, FileSystem, Skipped } from './files';
import type { Folder, RootExcludes, WalkOptions } from './walk';
import {
  innerFolder,
  leftOutBecause,
  rootFolder,
  rootOf,
  walkEntry,
  walkWorkspace,
  withExcludes,
  withOwnRules,
} from './walk';

/** What an inventory is made of. */
export interface InventoryParts {
  readonly fs: FileSystem;
  /** Whether a file's text is read without anybody asking for it, told by its name. */
  readonly isRead: (uri: Uri) => boolean;
  /** What the engine knows of a file. */
  readonly state: (uri: Uri) => FileState | undefined;
  /** Whether the engine has a file's text only for stacks that name it. */
  readonly isForeign: (uri: Uri) => boolean;
  /** Every URI of which the engine knows something. */
  readonly known: () => readonly Uri[];
  /** The texts of open documents, which count instead of the files'. */
  readonly documents: ReadonlyMap<Uri, string>;
  readonly pause?: (() => Promise<void>) | undefined;
  readonly progress?: (phase: 'listing' | 'reading', done: number, total: number) => void;
}

/** What an inventory is limited to. */
export interface InventoryLimits extends Pick<WalkOptions, 'roots' | 'excludes' | 'folderExcludes' | 'maxFiles'> {
  /** Larger files are skipped, in bytes. */
  readonly maxFileSize: number;
}

/** Why a file is no part of the workspace, and which of its folders, or itself, that is said of. */
export interface LeftOut {
  readonly at: Uri;
  readonly because: string;
}

/** The kinds of the entries of directories, for one look at many places. */
type Kinds = Map<Uri, ReadonlyMap<string, DirectoryEntry['kind']>>;

const OUTSIDE = say`it lies outside of the folders of the workspace`;

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
  private rootExcludes: ReadonlyMap<Uri, RootExcludes> = new Map();

  constructor(parts: InventoryParts, limits: InventoryLimits) {
    this.parts = parts;
    this.limits = limits;
  }

  /** Other limits; what follows from them is told by the next {@link listAll}. */
  limit(limits: InventoryLimits): void {
    this.limits = limits;
  }

  /** Reads what configurations exclude; whether that has changed, so that everything has to be listed anew. */
  async readExcludes(): Promise<boolean> {
    const before = this.rootExcludes;
    const kinds: Kinds = new Map();
    const { roots, maxFileSize } = this.limits;
    const textOf = async (uri: Uri) => {
      const open = this.parts.documents.get(uri);
      if (open !== undefined) return open;
      if (!(await this.kindsIn(directoryOf(uri), kinds)).has(baseName(uri))) return undefined;
      const read = await this.parts.fs.read(uri, roots, maxFileSize);
      const decoded = read.kind === 'file' ? decodeBytes(read.bytes) : undefined;
      return decoded?.kind === 'text' ? decoded.text : undefined;
    };
    this.rootExcludes = await configuredExcludes(roots, textOf);
    return !sameExcludes(before, this.rootExcludes);
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
    // What belongs to the workspace and is read without asking has been read before anybody could ask.
    return this.readAll(list, true);
  }

  /** Looks again at places that may have changed: files or folders, there or not, in the workspace or not. */
  async look(uris: Iterable<Uri>): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    const own: Uri[] = [];
    const foreign: Uri[] = [];
    const open = new Set<Uri>();
    const folders = new Set<Uri>();
    const kinds: Kinds = new Map();
    const asked = byAncestor(this.asked);
    for (const uri of uris) {
      if (rootOf(this.limits.roots, uri) === undefined) continue;
      if (this.parts.documents.has(uri)) open.add(uri);
      else {
        folders.add(uri);
        changes.push(...(await this.lookAt(uri, kinds, asked.get(uri) ?? [])));
        await this.parts.pause?.();
      }
    }
    // What is ignored in a folder that came or went is ignored in its open documents too.
    for (const uri of this.parts.documents.keys()) if (hasAncestor(uri, folders)) open.add(uri);
    for (const uri of open) {
      if (await this.admits(uri)) own.push(uri);
      else if (this.asked.has(uri)) foreign.push(uri);
      else if (this.parts.state(uri) !== undefined) changes.push({ kind: 'unknown', uri });
    }
    return [...changes, ...(await this.readAll(foreign, true)), ...(await this.readAll(own, false))];
  }

  /** `asked` lies below the place, and perhaps in a folder that does not belong to the workspace. */
  private async lookAt(uri: Uri, kinds: Kinds, asked: readonly Uri[]): Promise<FileChange[]> {
    const directory = directoryOf(uri);
    const name = baseName(uri);
    const state = this.parts.state(uri);
    const before = state === undefined ? [...asked] : [uri, ...asked];
    const folder = await this.folder(directory);
    if ('because' in folder) return this.taken([], [], before);
    if (this.folders.delete(uri)) before.push(...this.parts.known().filter((u) => u.startsWith(`${uri}/`)));
    this.left.delete(uri);
    const kind = (await this.kindsIn(directory, kinds)).get(name);
    if (kind === undefined) return this.taken([], [], before);
    const walked = await walkEntry(this.parts.fs, this.walkOptions(), folder, { name, kind });
    for (const [at, inner] of walked.folders) this.folders.set(at, inner);
    return this.taken(walked.files, walked.skipped, before);
  }

  /** Whether a file, there or about to be, belongs to the workspace by where it lies. */
  private async admits(uri: Uri): Promise<boolean> {
    if (rootOf(this.limits.roots, uri) === undefined) return false;
    const folder = await this.folder(directoryOf(uri));
    return 'chain' in folder && leftOutBecause(folder, baseName(uri)) === undefined;
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
    const own: Uri[] = [];
    const foreign: Uri[] = [];
    for (const uri of new Set(before)) {
      if (there.has(uri)) continue;
      if (this.parts.documents.has(uri) && (await this.admits(uri))) own.push(uri);
      else if (this.asked.has(uri) && rootOf(this.limits.roots, uri) !== undefined) foreign.push(uri);
      else changes.push({ kind: 'unknown', uri });
    }
    for (const uri of files) {
      if (this.parts.isRead(uri)) own.push(uri);
      else if (this.asked.has(uri)) foreign.push(uri);
      else if (this.parts.state(uri) !== 'listed') changes.push({ kind: 'listed', uri });
    }
    return [...changes, ...(await this.readAll(foreign, true)), ...(await this.readAll(own, false))];
  }

  /** A directory of the workspace, there or about to be; or why it does not belong to it. */
  private async folder(uri: Uri): Promise<Folder | LeftOut> {
    const known = this.folders.get(uri);
    if (known) return known;
    const options = this.walkOptions();
    const isRoot = options.roots.includes(uri);
    const within = await this.folderWithin(uri);
    // A root counts even where the root around it leaves it out.
    if ('because' in within) return isRoot ? this.remember(uri, rootFolder(uri, options)) : within;
    const here = isRoot ? withExcludes(within, uri, options) : within;
    const kind = (await this.kindsIn(directoryOf(uri), new Map())).get(baseName(uri));
    if (kind === 'directory') return this.remember(uri, here);
    return kind === undefined ? here : { at: uri, because: say`it is not a directory` };
  }

  /** A directory as the one around it sees it. */
  private async folderWithin(uri: Uri): Promise<Folder | LeftOut> {
    if (rootOf(this.limits.roots, uri) === undefined) return { at: uri, because: OUTSIDE };
    const parent = await this.folder(directoryOf(uri));
    if ('because' in parent) return parent;
    const inner = innerFolder(parent, baseName(uri));
    return typeof inner === 'object' ? inner : { at: uri, because: inner };
  }

  /** Why a file is no part of the workspace; `undefined` when it is, or is not there. */
  async whyLeftOut(uri: Uri): Promise<LeftOut | undefined> {
    for (const at of [uri, ...ancestors(uri)]) {
      const left = this.left.get(at);
      if (left) return { at, because: left.because };
    }
    const folder = rootOf(this.limits.roots, uri) === undefined ? undefined : await this.folder(directoryOf(uri));
    if (!folder) return { at: uri, because: OUTSIDE };
    if ('because' in folder) return folder;
    const because = leftOutBecause(folder, baseName(uri));
    return because === undefined ? undefined : { at: uri, because };
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
    const { roots, excludes, folderExcludes, maxFiles } = this.limits;
    const { pause, isRead } = this.parts;
    return {
      roots,
      excludes,
      maxFiles,
      rootExcludes: this.rootExcludes,
      notable: isRead,
      ...(folderExcludes ? { folderExcludes } : {}),
      ...(pause ? { pause } : {}),
    };
  }

  private async readAll(given: Iterable<Uri>, foreign: boolean): Promise<FileChange[]> {
    const uris = [...given];
    const changes: FileChange[] = [];
    let waiting: Promise<FileChange | undefined>[] = [];
    const add = (change: FileChange | undefined) => void (change && changes.push(change));
    const { pause, progress } = this.parts;
    for (const [done, uri] of uris.entries()) {
      const change = this.readOne(uri, foreign);
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
  private readOne(uri: Uri, foreign: boolean): Promise<FileChange | undefined> | FileChange | undefined {
    const open = this.parts.documents.get(uri);
    if (open !== undefined) return this.textChange(sourceFile(uri, open), foreign);
    const { roots, maxFileSize } = this.limits;
    const take = (result: Awaited<ReturnType<FileSystem['read']>>): FileChange | undefined => {
      this.left.delete(uri);
      const known = this.parts.state(uri);
      if (result.kind === 'absent') return known === 'absent' ? undefined : { kind: 'absent', uri };
      const decoded = result.kind === 'file' ? decodeBytes(result.bytes) : result;
      if (decoded.kind === 'text') return this.textChange(sourceFile(uri, decoded.text), foreign);
      this.left.set(uri, { uri, because: decoded.because, expected: false });
      return known === 'skipped' ? undefined : { kind: 'skipped', uri };
    };
    const result = this.parts.fs.read(uri, roots, maxFileSize);
    return result instanceof Promise ? result.then(take) : take(result);
  }

  private textChange(file: SourceFile, foreign: boolean): FileChange | undefined {
    const known = this.parts.state(file.uri);
    const same = typeof known === 'object' && known.text === file.text && known.bom === file.bom;
    // The same text is the same object, so that nothing that was made of it is made again.
    if (same && this.parts.isForeign(file.uri) === foreign) return undefined;
    return { kind: 'text', file: same ? known : file, foreign };
  }
}

function* ancestors(uri: Uri): Generator<Uri> {
  for (let at = directoryOf(uri); at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) yield at;
}

function hasAncestor(uri: Uri, folders: ReadonlySet<Uri>): boolean {
  for (const at of ancestors(uri)) if (folders.has(at)) return true;
  return false;
}

function byAncestor(uris: Iterable<Uri>): ReadonlyMap<Uri, readonly Uri[]> {
  const out = new Map<Uri, Uri[]>();
  for (const uri of uris) for (const at of ancestors(uri)) append(out, at, uri);
  return out;
}
