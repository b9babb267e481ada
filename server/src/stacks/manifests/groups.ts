import type { Uri } from '../../text/span';
import type { Coverage } from './coverage';
import type { ManifestFile } from './summary';
import { isBoundary, parentOf } from '../../lore/folders';

/**
 * Manifests that are deployed together, as far as directories tell: everything below `directory`, or the files of that
 * directory alone, or one file of it that repeats objects of its neighbours.
 */
export interface Group {
  readonly directory: Uri;
  readonly files: readonly ManifestFile[];
  /** The group is this one file of a directory whose files do not go together. */
  readonly alone: boolean;
}

interface Directory {
  readonly uri: Uri;
  /** The directory that a group may grow into; absent where a root, chart, kustomization or environment ends growth. */
  readonly parent: Directory | undefined;
  readonly depth: number;
  readonly files: ManifestFile[];
  /** Two files at or below it hold one and the same object. */
  split: boolean;
  /** Files directly in it → those of their neighbours that hold an object of theirs. */
  clashes: Map<ManifestFile, Set<ManifestFile>> | undefined;
}

/**
 * Groups of manifests: from each directory upward while no two objects share kind, namespace and name, and nothing that
 * separates lies between. The files must be sorted by URI; the result is in that order too.
 */
export function groupManifests(
  files: readonly ManifestFile[],
  coverage: Coverage,
  roots: ReadonlySet<Uri>,
): readonly Group[] {
  const directories = new Map<Uri, Directory>();
  for (const file of files) directory(file.directory, directories, coverage, roots).files.push(file);
  const top = new Map<Directory, Map<string, ManifestFile[]>>();
  for (const d of directories.values()) for (const file of d.files) register(file, d, top);
  for (const holders of top.values()) {
    for (const list of holders.values()) if (list.length > 1) separate(list, directories);
  }
  return assign([...directories.values()]);
}

function directory(uri: Uri, all: Map<Uri, Directory>, coverage: Coverage, roots: ReadonlySet<Uri>): Directory {
  const known = all.get(uri);
  if (known) return known;
  const above = parentOf(uri);
  const ends =
    roots.has(uri) || above.length >= uri.length || above.endsWith('/') || isBoundary(uri) || coverage.directory(above);
  const parent = ends ? undefined : directory(above, all, coverage, roots);
  const made: Directory = {
    uri,
    parent,
    depth: parent ? parent.depth + 1 : 0,
    files: [],
    split: false,
    clashes: undefined,
  };
  all.set(uri, made);
  return made;
}

function register(file: ManifestFile, d: Directory, top: Map<Directory, Map<string, ManifestFile[]>>): void {
  let root = d;
  while (root.parent) root = root.parent;
  const holders = top.get(root) ?? new Map<string, ManifestFile[]>();
  top.set(root, holders);
  for (const key of file.keys) {
    const list = holders.get(key);
    if (list) list.push(file);
    else holders.set(key, [file]);
  }
}

/** Marks what may not be one group because all of these files hold the same object. */
function separate(list: ManifestFile[], directories: ReadonlyMap<Uri, Directory>): void {
  // Sorted by path, files of one directory stand together: neighbours meet at every directory that any two meet at.
  list.sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const byDirectory = new Map<Directory, ManifestFile[]>();
  for (let i = 0; i < list.length; i++) {
    const file = list[i] as ManifestFile;
    const own = directories.get(file.directory) as Directory;
    const before = list[i - 1];
    if (before) markSplit(meeting(directories.get(before.directory) as Directory, own));
    const neighbours = byDirectory.get(own);
    if (neighbours) neighbours.push(file);
    else byDirectory.set(own, [file]);
  }
  for (const [own, files] of byDirectory) if (files.length > 1) recordClashes(own, files);
}

function meeting(a: Directory, b: Directory): Directory | undefined {
  let x: Directory | undefined = a;
  let y: Directory | undefined = b;
  while (x !== y) {
    if (!x || !y) return undefined;
    if (x.depth >= y.depth) x = x.parent;
    else y = y.parent;
  }
  return x;
}

function markSplit(from: Directory | undefined): void {
  for (let d = from; d && !d.split; d = d.parent) d.split = true;
}

function recordClashes(own: Directory, files: readonly ManifestFile[]): void {
  own.split = true;
  const clashes = (own.clashes ??= new Map<ManifestFile, Set<ManifestFile>>());
  for (const a of files) {
    const others = clashes.get(a) ?? new Set<ManifestFile>();
    clashes.set(a, others);
    // Two are enough to tell a bundle from a pair of variants.
    for (const b of files) if (b !== a && others.size < 2) others.add(b);
  }
}

function assign(directories: readonly Directory[]): readonly Group[] {
  const grown = new Map<Directory, ManifestFile[]>();
  const groups: Group[] = [];
  for (const d of directories) {
    if (d.files.length === 0) continue;
    const [together, apart] = d.clashes ? sift(d.files, d.clashes) : [d.files, []];
    for (const file of apart) groups.push({ directory: d.uri, files: [file], alone: true });
    if (together.length === 0) continue;
    let top = d;
    while (!top.split && top.parent && !top.parent.split) top = top.parent;
    const files = grown.get(top);
    if (files) files.push(...together);
    else grown.set(top, [...together]);
  }
  for (const [d, files] of grown) groups.push({ directory: d.uri, files, alone: false });
  return groups;
}

/**
 * The files of a directory that go together, and those that stand for themselves. A bundle (`install.yaml`) that repeats
 * objects of several neighbours goes; if the others still hold an object twice, each file is for itself.
 */
function sift(
  files: readonly ManifestFile[],
  clashes: ReadonlyMap<ManifestFile, ReadonlySet<ManifestFile>>,
): [readonly ManifestFile[], readonly ManifestFile[]] {
  const bundles = new Set<ManifestFile>();
  for (const [file, others] of clashes) if (others.size > 1) bundles.add(file);
  const rest = files.filter((f) => !bundles.has(f));
  const clean = rest.every((f) => [...(clashes.get(f) ?? [])].every((other) => bundles.has(other)));
  return clean ? [rest, [...bundles]] : [[], files];
}
