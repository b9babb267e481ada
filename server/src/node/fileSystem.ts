import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { say } from '../text/say';
import type { Uri } from '../text/span';
import { canonicalUri } from '../text/uri';
import { decodeBytes, encodeText } from '../workspace/decode';
import type { DirectoryEntry, FileSystem, ReadResult } from '../workspace/files';

/** Node's file system, synchronously: it is faster than promises for many small files, and callers pause between. */
export const nodeFileSystem: FileSystem = {
  list(directory) {
    const at = pathOfUri(directory);
    if (at === undefined) return { kind: 'absent' };
    try {
      const entries = fs.readdirSync(at, { withFileTypes: true });
      return { kind: 'directory', entries: entries.map((e): DirectoryEntry => ({ name: e.name, kind: kindOf(e) })) };
    } catch (error) {
      const code = codeOf(error);
      return isMissing(code) ? { kind: 'absent' } : { kind: 'skipped', because: say`it cannot be listed (${code})` };
    }
  },
  read(uri, roots, limit) {
    const at = pathOfUri(uri);
    if (at === undefined) return { kind: 'skipped', because: say`it is not a file of this machine` };
    return readFile(at, roots, limit);
  },
  follow(link, roots) {
    const at = pathOfUri(link);
    try {
      const real = fs.realpathSync.native(at ?? '');
      const stat = fs.statSync(real);
      const kind = !isInside(real, roots)
        ? 'other'
        : stat.isDirectory()
          ? 'directory'
          : stat.isFile()
            ? 'file'
            : 'other';
      return { kind, real: canonicalUri(pathToFileURL(real).href) };
    } catch {
      // A loop, a dead end, a place that may not be read.
      return { kind: 'other', real: link };
    }
  },
};

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

function isMissing(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function kindOf(entry: fs.Dirent): DirectoryEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** The path of a `file:` URI; `undefined` for any other. */
export function pathOfUri(uri: Uri): string | undefined {
  try {
    const at = fileURLToPath(uri);
    // A bare drive means the working directory on it, not its root.
    return /^[a-z]:$/i.test(at) ? `${at}\\` : at;
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
    return isWithin(root, real);
  });
}

/** Whether a path is `directory` or lies below it; both absolute. */
export function isWithin(directory: string, at: string): boolean {
  const relative = path.relative(directory, at);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function readFile(at: string, roots: readonly Uri[], limit: number): ReadResult {
  let descriptor: number | undefined;
  try {
    const named = fs.lstatSync(at, { throwIfNoEntry: false });
    if (!named) return { kind: 'absent' };
    // Opening a FIFO would wait for a writer: look before opening, and again at what was opened.
    const stat = named.isSymbolicLink() ? fs.statSync(at) : named;
    if (!stat.isFile())
      return { kind: 'skipped', because: stat.isDirectory() ? say`it is a directory` : say`it is not a regular file` };
    // Directories on the way may be links too, so the whole address is resolved, not only the last name.
    const real = fs.realpathSync.native(at);
    if (!isInside(real, roots)) return { kind: 'skipped', because: say`it lies outside the workspace` };
    if (stat.size > limit) return tooLarge(stat.size, limit);
    descriptor = fs.openSync(
      real,
      fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOFOLLOW ?? 0),
    );
    const opened = fs.fstatSync(descriptor);
    if (!opened.isFile()) return { kind: 'skipped', because: say`it is not a regular file` };
    if (opened.size > limit) return tooLarge(opened.size, limit);
    return { kind: 'file', bytes: fs.readFileSync(descriptor) };
  } catch (error) {
    const code = codeOf(error);
    if (isMissing(code)) return { kind: 'absent' };
    return {
      kind: 'skipped',
      because: code === 'ELOOP' ? say`it is a link in a circle` : say`it cannot be read (${code})`,
    };
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

function tooLarge(size: number, limit: number): ReadResult {
  return {
    kind: 'skipped',
    because: say`it has ${size} bytes, more than the limit of ${limit} (portolan.maxFileSize)`,
  };
}

/** The URI of a path, absolute or relative to the working directory, without a trailing slash. */
export function uriOfPath(at: string): Uri {
  return canonicalUri(pathToFileURL(path.resolve(at)).href);
}

/**
 * Writes a file by way of a neighbour, so that a crash leaves the old or the new text, never half of one. Its encoding,
 * mode and owner stay. Nothing is written, and why is returned, when the file no longer holds `before` or cannot be
 * written; both texts are without byte order mark, which stays as it is.
 */
export function writeUri(uri: Uri, before: string, after: string): string | undefined {
  let temporary: string | undefined;
  try {
    const at = fs.realpathSync.native(fileURLToPath(uri));
    const now = decodeBytes(fs.readFileSync(at));
    if (now.kind !== 'text' || now.text.replace(/^\ufeff/, '') !== before) return 'it has changed meanwhile';
    const bom = now.text.startsWith('\ufeff') ? '\ufeff' : '';
    const stat = fs.statSync(at);
    temporary = path.join(path.dirname(at), `.portolan-${process.pid}.tmp`);
    fs.writeFileSync(temporary, encodeText(bom + after, now.encoding), { flag: 'wx', mode: stat.mode });
    keepOwner(temporary, stat);
    fs.renameSync(temporary, at);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    return `it cannot be written (${codeOf(error)})`;
  }
}

function keepOwner(at: string, { mode, uid, gid }: fs.Stats): void {
  try {
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) fs.chownSync(at, uid, gid);
  } catch {
    // Only root may give files away; the file is then whose program wrote it.
  }
  // The mode given at creation is cut by the umask, and changing the owner may cut it again.
  fs.chmodSync(at, mode);
}
