import type { Reader } from '../stacks/stack';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';

/** What the engine knows of a URI: its text, that it is there unread, that it is not there, that it will not be read. */
export type FileState = SourceFile | 'listed' | 'absent' | 'skipped';

interface Directory {
  /** Name → how many files are at or below it; folders end in `/`. */
  readonly names: Map<string, number>;
  /** Kept until a name comes or goes, so that equal listings are the same array. */
  sorted?: readonly string[] | undefined;
}

/** The files of the workspace and the directories that they make. */
export interface Store {
  readonly files: Map<Uri, FileState>;
  readonly directories: Map<Uri, Directory>;
  roots: readonly Uri[];
}

/** An empty store. */
export function emptyStore(roots: readonly Uri[]): Store {
  return { files: new Map(), directories: new Map(), roots };
}

/** The directory of a URI, without a trailing slash. */
export function directoryOf(uri: Uri): Uri {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

/** Records the state of a file, or forgets it; listings follow. */
export function setFile(store: Store, uri: Uri, state: FileState | undefined): void {
  const before = isThere(store.files.get(uri));
  if (state === undefined) store.files.delete(uri);
  else store.files.set(uri, state);
  if (before !== isThere(state)) count(store, uri, before ? -1 : 1);
}

function isThere(state: FileState | undefined): boolean {
  return state !== undefined && state !== 'absent';
}

function count(store: Store, uri: Uri, by: 1 | -1): void {
  let name = uri.slice(uri.lastIndexOf('/') + 1);
  let directory = directoryOf(uri);
  // Ends at the authority: `file://` has no parent.
  while (directory.length > 0 && !directory.endsWith('/')) {
    const known = store.directories.get(directory) ?? { names: new Map<string, number>() };
    store.directories.set(directory, known);
    const n = (known.names.get(name) ?? 0) + by;
    if (n > 0) known.names.set(name, n);
    else known.names.delete(name);
    if (n === 0 || (n === 1 && by === 1)) known.sorted = undefined;
    name = `${directory.slice(directory.lastIndexOf('/') + 1)}/`;
    directory = directoryOf(directory);
  }
}

const EMPTY: readonly string[] = [];

function listing(store: Store, directory: Uri): readonly string[] {
  const known = store.directories.get(directory);
  if (!known) return EMPTY;
  known.sorted ??= known.names.size === 0 ? EMPTY : [...known.names.keys()].sort();
  return known.sorted;
}

type FileAnswer = SourceFile | 'absent' | 'unread';

function answer(store: Store, uri: Uri): FileAnswer {
  const state = store.files.get(uri);
  return state === undefined || state === 'listed' || state === 'skipped' ? 'unread' : state;
}

function mayBeRead(store: Store, uri: Uri): boolean {
  const state = store.files.get(uri);
  return (
    (state === undefined || state === 'listed') &&
    store.roots.some((r) => uri.startsWith(r.endsWith('/') ? r : `${r}/`))
  );
}

/** What a reader was asked and what it answered. */
export interface Answers {
  readonly files: ReadonlyMap<Uri, FileAnswer>;
  readonly lists: ReadonlyMap<Uri, readonly string[]>;
}

/** A reader that remembers its answers, and which files it would have needed. */
export interface RecordingReader extends Reader {
  readonly answers: Answers;
  readonly wanted: ReadonlySet<Uri>;
}

/** A reader over the store. Files outside the roots are `unread` for good. */
export function recordingReader(store: Store): RecordingReader {
  const files = new Map<Uri, FileAnswer>();
  const lists = new Map<Uri, readonly string[]>();
  const wanted = new Set<Uri>();
  return {
    answers: { files, lists },
    wanted,
    file(uri) {
      const found = answer(store, uri);
      files.set(uri, found);
      if (mayBeRead(store, uri)) wanted.add(uri);
      return found;
    },
    list(directory) {
      const key = directory.replace(/\/+$/, '');
      const found = listing(store, key);
      lists.set(key, found);
      return found;
    },
  };
}

/** Whether the store would still answer the same to everything. */
export function stillHolds(store: Store, answers: Answers): boolean {
  for (const [uri, old] of answers.files) if (answer(store, uri) !== old) return false;
  for (const [uri, old] of answers.lists) if (listing(store, uri) !== old) return false;
  return true;
}
