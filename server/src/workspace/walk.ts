import type { Uri } from '../text/span';
import { decodeBytes } from './decode';
import type { DirectoryEntry, FileSystem, Skipped } from './files';
import type { IgnoreChain } from './ignore';
import { encodeSegment } from '../text/uri';
import { SKIPPED_FOLDERS, isIgnored, withIgnoreFile } from './ignore';

/** What a walk is limited to. */
export interface WalkOptions {
  readonly roots: readonly Uri[];
  /** Patterns in .gitignore syntax, relative to each root. */
  readonly excludes: readonly string[];
  /** At most this many files are listed; the rest is reported as one skip. */
  readonly maxFiles: number;
  /** Asked now and then whether to go on: lets a long walk answer requests and be cancelled. */
  readonly pause?: () => Promise<void>;
}

/** The files of a workspace. */
export interface Walked {
  /** URIs of regular files, sorted. */
  readonly files: readonly Uri[];
  readonly skipped: readonly Skipped[];
}

interface Walk {
  readonly fs: FileSystem;
  readonly options: WalkOptions;
  readonly files: Set<Uri>;
  readonly skipped: Skipped[];
  readonly seen: Set<Uri>;
}

const DEPTH_LIMIT = 64;

/** Lists the files of all roots: no ignored ones, no generated folders, links only where they stay inside. */
export async function walkWorkspace(fs: FileSystem, options: WalkOptions): Promise<Walked> {
  const walk: Walk = { fs, options, files: new Set(), skipped: [], seen: new Set() };
  for (const root of options.roots) {
    const chain = options.excludes.length > 0 ? withIgnoreFile([], '', options.excludes.join('\n')) : [];
    await visit(walk, root.replace(/\/+$/, ''), '', chain, 0);
  }
  return { files: [...walk.files].sort(), skipped: walk.skipped };
}

async function visit(walk: Walk, root: Uri, path: string, above: IgnoreChain, depth: number): Promise<void> {
  const directory = path === '' ? root : `${root}/${path.split('/').map(encodeSegment).join('/')}`;
  if (walk.seen.has(directory)) return;
  walk.seen.add(directory);
  if (depth > DEPTH_LIMIT) {
    walk.skipped.push({ uri: directory, because: `folders are nested deeper than ${DEPTH_LIMIT}` });
    return;
  }
  const listed = walk.fs.list(directory);
  const entries = listed instanceof Promise ? await listed : listed;
  const chain = await chainOf(walk, directory, path, entries, above);
  if (walk.options.pause) await walk.options.pause();
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (walk.files.size >= walk.options.maxFiles) {
      walk.skipped.push({ uri: directory, because: `the workspace has more than ${walk.options.maxFiles} files` });
      return;
    }
    await visitEntry(walk, root, path, entry, chain, depth);
  }
}

async function chainOf(walk: Walk, directory: Uri, path: string, entries: readonly DirectoryEntry[], above: IgnoreChain): Promise<IgnoreChain> {
  if (!entries.some((e) => e.name === '.gitignore' && e.kind === 'file')) return above;
  const read = walk.fs.read(`${directory}/.gitignore`, walk.options.roots, 1_000_000);
  const result = read instanceof Promise ? await read : read;
  if (result.kind !== 'file') return above;
  const text = decodeBytes(result.bytes);
  return text.kind === 'text' ? withIgnoreFile(above, path, text.text) : above;
}

async function visitEntry(walk: Walk, root: Uri, path: string, entry: DirectoryEntry, chain: IgnoreChain, depth: number): Promise<void> {
  const inner = path === '' ? entry.name : `${path}/${entry.name}`;
  const uri = `${root}/${inner.split('/').map(encodeSegment).join('/')}`;
  let { kind } = entry;
  if (kind === 'link') {
    const followed = walk.fs.follow(uri, walk.options.roots);
    const { kind: end, real } = followed instanceof Promise ? await followed : followed;
    // What a link inside the root leads to is met at its own place; only its name is an alias.
    if (end === 'file' || end === 'directory') walk.skipped.push({ uri, because: `it is a link to ${real}, which is read at its own place` });
    else walk.skipped.push({ uri, because: 'it is a link that leads out of the workspace, in a circle or nowhere' });
    return;
  }
  if (kind === 'directory') {
    if (SKIPPED_FOLDERS.has(entry.name)) return;
    if (isIgnored(chain, inner, true)) walk.skipped.push({ uri, because: 'it is ignored (.gitignore or portolan.exclude)' });
    else await visit(walk, root, inner, chain, depth + 1);
  } else if (kind === 'file') {
    if (!isIgnored(chain, inner, false)) walk.files.add(uri);
  } else walk.skipped.push({ uri, because: 'it is not a regular file' });
}
