import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Uri } from '../text/span';
import { canonicalUri } from '../text/uri';
import type { DirectoryEntry, FileSystem, ReadResult } from '../workspace/files';

/** Node's file system, synchronously: it is faster than promises for many small files, and callers pause between. */
export const nodeFileSystem: FileSystem = {
  list(directory) {
    const at = pathOf(directory);
    if (at === undefined) return [];
    try {
      return fs.readdirSync(at, { withFileTypes: true }).map((e): DirectoryEntry => ({ name: e.name, kind: kindOf(e) }));
    } catch {
      return [];
    }
  },
  read(uri, roots, limit) {
    const at = pathOf(uri);
    if (at === undefined) return { kind: 'skipped', because: 'it is not a file of this machine' };
    return readFile(at, roots, limit);
  },
  follow(link, roots) {
    const at = pathOf(link);
    try {
      const real = fs.realpathSync.native(at ?? '');
      const stat = fs.statSync(real);
      const kind = !isInside(real, roots) ? 'other' : stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other';
      return { kind, real: canonicalUri(pathToFileURL(real).href) };
    } catch {
      // A loop, a dead end, a place that may not be read.
      return { kind: 'other', real: link };
    }
  },
};

function kindOf(entry: fs.Dirent): DirectoryEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function pathOf(uri: Uri): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

const realRoots = new Map<Uri, string>();

function isInside(real: string, roots: readonly Uri[]): boolean {
  return roots.some((uri) => {
    let root = realRoots.get(uri);
    if (root === undefined) {
      try {
        root = fs.realpathSync.native(fileURLToPath(uri));
      } catch {
        return false;
      }
      realRoots.set(uri, root);
    }
    const relative = path.relative(root, real);
    return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
  });
}

function readFile(at: string, roots: readonly Uri[], limit: number): ReadResult {
  let descriptor: number | undefined;
  try {
    const named = fs.lstatSync(at, { throwIfNoEntry: false });
    if (!named) return { kind: 'absent' };
    // Opening a FIFO would wait for a writer: look before opening, and again at what was opened.
    const stat = named.isSymbolicLink() ? fs.statSync(at) : named;
    if (!stat.isFile()) return { kind: 'skipped', because: stat.isDirectory() ? 'it is a directory' : 'it is not a regular file' };
    // Directories on the way may be links too, so the whole address is resolved, not only the last name.
    if (!isInside(fs.realpathSync.native(at), roots)) return { kind: 'skipped', because: 'it lies outside the workspace' };
    if (stat.size > limit) return { kind: 'skipped', because: `it has ${stat.size} bytes, more than the limit of ${limit} (portolan.maxFileSize)` };
    descriptor = fs.openSync(at, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    if (!fs.fstatSync(descriptor).isFile()) return { kind: 'skipped', because: 'it is not a regular file' };
    return { kind: 'file', bytes: fs.readFileSync(descriptor) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'skipped', because: `it cannot be read (${code})` };
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** The URI of a path, absolute or relative to the working directory, without a trailing slash. */
export function uriOfPath(at: string): Uri {
  return canonicalUri(pathToFileURL(path.resolve(at)).href);
}

/** Writes a file in place by way of a neighbour, so that a crash leaves the old or the new text, never half of one. */
export function writeUri(uri: Uri, text: string): void {
  const at = fs.realpathSync.native(fileURLToPath(uri));
  const temporary = `${at}.portolan-${process.pid}`;
  const { mode } = fs.statSync(at);
  fs.writeFileSync(temporary, text, { mode });
  fs.renameSync(temporary, at);
}
