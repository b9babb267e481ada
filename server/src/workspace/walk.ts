import { say } from '../text/say';
import { encodeSegment, isBelow } from '../text/uri';
import type { Uri } from '../text/span';
import { decodeBytes } from './decode';
import type { DirectoryEntry, FileSystem, Skipped } from './files';
import type { IgnoreChain, Ignored } from './ignore';
import { SKIPPED_FOLDERS, ignoredBy, withIgnoreFile } from './ignore';

/** What a walk is limited to. */
export interface WalkOptions {
  readonly roots: readonly Uri[];
  /** Patterns in .gitignore syntax, relative to each root. */
  readonly excludes: readonly string[];
  /** Those of single roots, in place of these. */
  readonly folderExcludes?: ReadonlyMap<Uri, readonly string[]>;
  /** Further patterns of single roots, as their configurations have them. */
  readonly rootExcludes?: ReadonlyMap<Uri, RootExcludes>;
  /** At most this many files are listed; the rest is reported as one skip. */
  readonly maxFiles: number;
  /** Asked now and then whether to go on: lets a long walk answer requests. */
  readonly pause?: () => Promise<void>;
  /** Files whose absence somebody may wonder about: when they are ignored, that is told. Default: none. */
  readonly notable?: (uri: Uri) => boolean;
}

/** Patterns of a root in .gitignore syntax, and the configuration file that has them. */
export interface RootExcludes {
  readonly file: string;
  readonly patterns: readonly string[];
}

/** A directory of the workspace, and what is ignored in it. */
export interface Folder {
  readonly root: Uri;
  /** Relative to the root, not encoded; empty for the root itself. */
  readonly path: string;
  readonly chain: IgnoreChain;
}

/** The files of a workspace, or of a part of it. */
export interface Walked {
  /** URIs of regular files, sorted. */
  readonly files: readonly Uri[];
  readonly skipped: readonly Skipped[];
  /** Every directory that was entered. */
  readonly folders: ReadonlyMap<Uri, Folder>;
}

interface Walk {
  readonly fs: FileSystem;
  readonly options: WalkOptions;
  readonly files: Set<Uri>;
  readonly skipped: Skipped[];
  readonly folders: Map<Uri, Folder>;
  full: boolean;
}

const DEPTH_LIMIT = 64;
const IGNORE_FILE_LIMIT = 1_000_000;

/** Lists the files of all roots: no ignored ones, no generated folders, no aliases. */
export async function walkWorkspace(fs: FileSystem, options: WalkOptions): Promise<Walked> {
  const walk = newWalk(fs, options);
  // An outer root first: what lies in an inner one is then met once, at its place in the outer one.
  for (const root of [...options.roots].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    if (!walk.folders.has(root)) await visit(walk, root, rootFolder(root, options));
  }
  return ended(walk);
}

/** What one entry of a directory comes to: a file, or all files below a folder. */
export async function walkEntry(
  fs: FileSystem,
  options: WalkOptions,
  folder: Folder,
  entry: DirectoryEntry,
): Promise<Walked> {
  const walk = newWalk(fs, options);
  await visitEntry(walk, folder, uriIn(folder.root, folder.path), entry);
  return ended(walk);
}

type Excludes = Pick<WalkOptions, 'excludes' | 'folderExcludes' | 'rootExcludes'>;

/** A root before its own ignore file is read. */
export function rootFolder(root: Uri, options: Excludes): Folder {
  return withExcludes({ root, path: '', chain: [] }, root, options);
}

/** A directory with what is excluded in the root that it is, by itself or inside another one. */
export function withExcludes(folder: Folder, root: Uri, options: Excludes): Folder {
  const { path, chain } = folder;
  const set = options.folderExcludes?.get(root) ?? options.excludes;
  const own = options.rootExcludes?.get(root);
  const given = withIgnoreFile(chain, path, set.join('\n'), 'portolan.exclude');
  return { ...folder, chain: own ? withIgnoreFile(given, path, own.patterns.join('\n'), own.file) : given };
}

/** A directory in another, before its own ignore file is read; or why it is left out. */
export function innerFolder(folder: Folder, name: string): Folder | string {
  const path = below(folder, name);
  if (SKIPPED_FOLDERS.has(name)) return say`folders of this name hold packages or what builds make`;
  const ignored = ignoredBy(folder.chain, path, true);
  return ignored ? because(ignored) : { root: folder.root, path, chain: folder.chain };
}

/** Why a file of a directory does not belong to the workspace by its name; `undefined` when it does. */
export function leftOutBecause(folder: Folder, name: string): string | undefined {
  const ignored = ignoredBy(folder.chain, below(folder, name), false);
  return ignored && because(ignored);
}

function because({ pattern, source }: Ignored): string {
  return say`it is ignored by \`${pattern.replaceAll('`', 'ˋ')}\` of \`${source.replaceAll('`', 'ˋ')}\``;
}

/** A directory with the rules of its own ignore file, if it has one. */
export async function withOwnRules(
  fs: FileSystem,
  roots: readonly Uri[],
  folder: Folder,
  entries: readonly DirectoryEntry[],
): Promise<Folder> {
  if (!entries.some((e) => e.name === '.gitignore' && e.kind === 'file')) return folder;
  const uri = uriIn(folder.root, below(folder, '.gitignore'));
  const read = fs.read(uri, roots, IGNORE_FILE_LIMIT);
  const result = read instanceof Promise ? await read : read;
  if (result.kind !== 'file') return folder;
  const decoded = decodeBytes(result.bytes);
  if (decoded.kind !== 'text') return folder;
  const text = decoded.text.replace(/^\ufeff/, '');
  return { ...folder, chain: withIgnoreFile(folder.chain, folder.path, text, below(folder, '.gitignore')) };
}

function newWalk(fs: FileSystem, options: WalkOptions): Walk {
  return { fs, options, files: new Set(), skipped: [], folders: new Map(), full: false };
}

function ended(walk: Walk): Walked {
  return { files: [...walk.files].sort(), skipped: walk.skipped, folders: walk.folders };
}

function below(folder: Folder, name: string): string {
  return folder.path === '' ? name : `${folder.path}/${name}`;
}

function uriIn(root: Uri, path: string): Uri {
  return path === '' ? root : `${root}/${path.split('/').map(encodeSegment).join('/')}`;
}

async function visit(walk: Walk, uri: Uri, folder: Folder): Promise<void> {
  if (walk.folders.has(uri) || walk.full) return;
  if (folder.path.split('/').length > DEPTH_LIMIT) {
    skip(walk, uri, say`folders are nested deeper than ${DEPTH_LIMIT}`);
    return;
  }
  const asked = walk.fs.list(uri);
  const listing = asked instanceof Promise ? await asked : asked;
  if (listing.kind !== 'directory') {
    if (listing.kind === 'skipped') skip(walk, uri, listing.because);
    return;
  }
  if (listing.cut !== undefined) skip(walk, uri, listing.cut);
  const { roots } = walk.options;
  const here = folder.path !== '' && roots.includes(uri) ? withExcludes(folder, uri, walk.options) : folder;
  const own = await withOwnRules(walk.fs, roots, here, listing.entries);
  walk.folders.set(uri, own);
  if (walk.options.pause) await walk.options.pause();
  for (const entry of [...listing.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    await visitEntry(walk, own, uri, entry);
    if (walk.full) return;
  }
}

function skip(walk: Walk, uri: Uri, because: string, expected = false): void {
  walk.skipped.push({ uri, because, expected });
}

async function visitEntry(walk: Walk, folder: Folder, directory: Uri, entry: DirectoryEntry): Promise<void> {
  const uri = `${directory}/${encodeSegment(entry.name)}`;
  switch (entry.kind) {
    case 'file':
      visitFile(walk, folder, uri, entry.name);
      return;
    case 'directory': {
      if (walk.options.notable?.(uri)) skip(walk, uri, say`it is a directory, though it is named like a file`, true);
      const inner = innerFolder(folder, entry.name);
      if (typeof inner === 'object') await visit(walk, uri, inner);
      else skip(walk, uri, inner, true);
      return;
    }
    case 'link': {
      const followed = walk.fs.follow(uri, walk.options.roots);
      const { kind, real } = followed instanceof Promise ? await followed : followed;
      // What a link inside the root leads to is met at its own place; only its name is an alias.
      if (kind === 'file' || kind === 'directory') {
        skip(walk, uri, say`it is a link to ${real}, which is read at its own place`, true);
      } else skip(walk, uri, say`it is a link that leads out of the workspace, in a circle or nowhere`);
      return;
    }
    case 'other':
      skip(walk, uri, say`it is not a regular file`);
  }
}

function visitFile(walk: Walk, folder: Folder, uri: Uri, name: string): void {
  const { maxFiles, notable } = walk.options;
  const left = leftOutBecause(folder, name);
  if (left !== undefined) {
    if (notable?.(uri)) skip(walk, uri, left, true);
  } else if (name.includes('\ufffd')) {
    // Node gives names that are no UTF-8 so, and no file can be opened by them.
    skip(walk, uri, say`its name is not valid UTF-8`);
  } else if (walk.files.size >= maxFiles) {
    walk.full = true;
    skip(walk, uri, say`from here on files are left out: the workspace has more than ${maxFiles} (portolan.maxFiles)`);
  } else walk.files.add(uri);
}

/** The root that a URI lies in, the innermost of several; `undefined` outside all. */
export function rootOf(roots: readonly Uri[], uri: Uri): Uri | undefined {
  let found: Uri | undefined;
  for (const root of roots) if (uri !== root && isBelow(root, uri) && (found?.length ?? -1) < root.length) found = root;
  return found;
}
