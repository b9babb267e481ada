// A file system in memory, and workspaces over it.
import { parts } from '../../src/index';
import { Workspace } from '../../src/workspace/workspace';
import type { WorkspaceHost, WorkspaceSettings } from '../../src/workspace/workspace';
import type { DirectoryEntry, FileSystem, Listing, ReadResult } from '../../src/workspace/files';
import { encodeSegment } from '../../src/text/uri';

export const ROOT = 'file:///w';

/** Files by path below `/`, as `w/compose.yaml`. A value that is no string stands for what is no regular file. */
export type Tree = Map<string, string | Uint8Array | { readonly link: string } | { readonly fifo: true }>;

export interface MemoryOptions {
  /** Answers come later, as those of an editor do. */
  readonly later?: boolean;
  /** Called for each file that is read, before the answer. */
  readonly onRead?: (path: string) => void;
  /** Folders that cannot be listed. */
  readonly closed?: readonly string[];
}

export function pathOf(uri: string): string {
  return decodeURIComponent(uri.slice('file:///'.length));
}

export function uriOf(path: string): string {
  return `file:///${path.split('/').map(encodeSegment).join('/')}`;
}

/** A file system whose files are those of the tree at the moment of asking. */
export function memoryFileSystem(tree: Tree, options: MemoryOptions = {}): FileSystem & { readonly reads: string[] } {
  const reads: string[] = [];
  const answer = <T>(make: () => T): T | Promise<T> =>
    options.later ? new Promise((resolve) => setImmediate(() => resolve(make()))) : make();
  return {
    reads,
    list: (uri) => answer(() => listing(tree, pathOf(uri), options)),
    read: (uri, _roots, limit) =>
      answer(() => {
        reads.push(pathOf(uri));
        options.onRead?.(pathOf(uri));
        return reading(tree, pathOf(uri), limit);
      }),
    follow: (uri) =>
      answer(() => {
        const entry = tree.get(pathOf(uri));
        const to = typeof entry === 'object' && 'link' in entry ? entry.link : '';
        const isFolder = [...tree.keys()].some((k) => k.startsWith(`${to}/`));
        return { kind: tree.has(to) ? 'file' : isFolder ? 'directory' : 'other', real: uriOf(to) };
      }),
  };
}

function listing(tree: Tree, folder: string, { closed = [] }: MemoryOptions): Listing {
  if (closed.includes(folder)) return { kind: 'skipped', because: 'it cannot be listed (EACCES)' };
  const entries = new Map<string, DirectoryEntry['kind']>();
  for (const [path, content] of tree) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
    entries.set(name, rest.length > 0 ? 'directory' : kindOf(content));
  }
  if (entries.size === 0) return { kind: 'absent' };
  return { kind: 'directory', entries: [...entries].map(([name, kind]) => ({ name, kind })).reverse() };
}

function kindOf(content: Tree extends Map<string, infer C> ? C : never): DirectoryEntry['kind'] {
  if (isFifo(content)) return 'other';
  return typeof content === 'object' && 'link' in content ? 'link' : 'file';
}

function reading(tree: Tree, path: string, limit: number): ReadResult {
  const content = tree.get(path);
  if (content === undefined) return { kind: 'absent' };
  if (isFifo(content)) return { kind: 'skipped', because: 'it is not a regular file' };
  if (typeof content === 'object' && 'link' in content) return reading(tree, content.link, limit);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return bytes.length > limit ? { kind: 'skipped', because: 'it is too large' } : { kind: 'file', bytes };
}

export const defaults: WorkspaceSettings = {
  roots: [ROOT],
  severities: new Map(),
  includeFixtures: false,
  excludes: [],
  maxFileSize: 5_000_000,
  maxFiles: 100_000,
};

/** A workspace over a tree; with `later`, one that gives way between slices, as a server does. */
export function workspaceOf(
  tree: Tree,
  {
    settings = {},
    host = {},
    ...options
  }: MemoryOptions & { readonly settings?: Partial<WorkspaceSettings>; readonly host?: Partial<WorkspaceHost> } = {},
): Workspace {
  const yielding = options.later ? { yield: () => new Promise<void>((resolve) => setImmediate(resolve)) } : {};
  return new Workspace(
    parts,
    { ...defaults, ...settings },
    { fs: memoryFileSystem(tree, options), now: () => performance.now(), ...yielding, ...host },
  );
}

/** Two services on one port of the host: a finding that depends on nothing but the text. */
export function collision(port: number): string {
  return `services:\n  a:\n    image: a\n    ports: ["${port}:80"]\n  b:\n    image: b\n    ports: ["${port}:80"]\n`;
}

/** All findings as `path:offset rule`. */
export function found(workspace: Workspace): readonly string[] {
  return workspace.snapshot.findings.map((f) => `${pathOf(f.site.uri)}:${f.site.start} ${f.rule.id}`);
}

function isFifo(content: unknown): content is { readonly fifo: true } {
  return typeof content === 'object' && content !== null && 'fifo' in content;
}
