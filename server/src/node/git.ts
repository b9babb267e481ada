import { spawn, spawnSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import type { Uri } from '../text/span';
import type { DirectoryEntry, FileSystem, Listing, ReadResult } from '../workspace/files';
import { pathOfUri } from './fileSystem';

/*
 * Revisions of a repository, for the command line only: `git` reads its object store, and nothing that a repository may
 * configure runs for reading one (hooks, external programs). Comparing with the disk may run the clean filters that whoever
 * made the clone has configured, as `git status` would.
 */

/** Files of one revision, and what frees them. */
export interface Revision {
  readonly fs: FileSystem;
  readonly close: () => void;
}

interface Blob {
  readonly id: string;
  readonly size: number;
}

const SAFE = ['--no-optional-locks', '--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** Runs git in a folder; its output, or why there is none. */
function git(folder: string, args: readonly string[]): { readonly out: string } | { readonly because: string } {
  const ran = spawnSync('git', ['-C', folder, ...SAFE, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' },
  });
  if (ran.error) return { because: `git cannot be run (${(ran.error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  if (ran.status !== 0) return { because: ran.stderr.trim().split('\n')[0] ?? 'git failed' };
  return { out: ran.stdout };
}

/** The files below `root` as a revision has them; why not, when there is no such revision or no repository. */
export function revisionOf(root: Uri, revision: string): Revision | string {
  const folder = pathOfUri(root);
  if (folder === undefined) return 'the folder is not on this machine';
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if ('because' in found) return found.because === '' ? 'there is no such revision' : found.because;
  const prefix = git(folder, ['rev-parse', '--show-prefix']);
  if ('because' in prefix) return prefix.because;
  const tree = `${found.out.trim()}:${prefix.out.replace(/\n$/, '')}`;
  const listed = git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree]);
  if ('because' in listed) return listed.because;
  const blobs = blobsOf(listed.out);
  const reader = blobReader(folder);
  return { fs: treeFileSystem(root, blobs, reader.read), close: reader.close };
}

/** Files that differ between a revision and the working tree, as paths below `root` with `/`; why not, when git cannot tell. */
export function changedSince(root: Uri, revision: string): readonly string[] | string {
  const folder = pathOfUri(root);
  if (folder === undefined) return 'the folder is not on this machine';
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if ('because' in found) return found.because === '' ? 'there is no such revision' : found.because;
  const flags = ['--no-ext-diff', '--no-textconv', '--name-only', '-z', '--relative'];
  const diff = git(folder, ['diff', ...flags, found.out.trim(), '--']);
  if ('because' in diff) return diff.because;
  const fresh = git(folder, ['ls-files', '--others', '--exclude-standard', '-z']);
  if ('because' in fresh) return fresh.because;
  return [...new Set([...diff.out.split('\0'), ...fresh.out.split('\0')])].filter((p) => p !== '').sort();
}

/** Regular files by path; links and submodules have no text of their own. */
function blobsOf(listing: string): ReadonlyMap<string, Blob> {
  const out = new Map<string, Blob>();
  for (const line of listing.split('\0')) {
    const tab = line.indexOf('\t');
    const [mode = '', kind, id, size] = line.slice(0, tab).split(/ +/);
    if (kind === 'blob' && mode.startsWith('100') && id !== undefined)
      out.set(line.slice(tab + 1), { id, size: Number(size) });
  }
  return out;
}

function treeFileSystem(
  root: Uri,
  blobs: ReadonlyMap<string, Blob>,
  readBlob: (blob: Blob) => Promise<ReadResult>,
): FileSystem {
  const directories = new Map<string, Map<string, DirectoryEntry>>([['', new Map<string, DirectoryEntry>()]]);
  for (const path of blobs.keys()) {
    let above = '';
    const segments = path.split('/');
    for (const [i, name] of segments.entries()) {
      const kind = i === segments.length - 1 ? 'file' : 'directory';
      const entries = directories.get(above) ?? new Map<string, DirectoryEntry>();
      directories.set(above, entries);
      entries.set(name, { name, kind });
      above = above === '' ? name : `${above}/${name}`;
    }
  }
  const below = (uri: Uri): string | undefined => {
    if (uri === root) return '';
    if (!uri.startsWith(`${root}/`)) return undefined;
    try {
      return decodeURIComponent(uri.slice(root.length + 1));
    } catch {
      return undefined;
    }
  };
  return {
    list(directory): Listing {
      const entries = directories.get(below(directory) ?? '\0');
      return entries ? { kind: 'directory', entries: [...entries.values()] } : { kind: 'absent' };
    },
    read(uri, _roots, limit): Promise<ReadResult> | ReadResult {
      const blob = blobs.get(below(uri) ?? '\0');
      if (!blob) return { kind: 'absent' };
      return blob.size > limit ? { kind: 'skipped', because: `it has ${blob.size} bytes` } : readBlob(blob);
    },
    follow: (link) => ({ kind: 'other', real: link }),
  };
}

/** What reads blobs until it is closed. */
interface BlobReader {
  readonly read: (blob: Blob) => Promise<ReadResult>;
  readonly close: () => void;
}

const UNREADABLE: ReadResult = { kind: 'skipped', because: 'git could not read it' };

/** One `git cat-file` that answers in the order in which it is asked. */
function blobReader(folder: string): BlobReader {
  const child = spawn('git', ['-C', folder, ...SAFE, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting: ((result: ReadResult) => void)[] = [];
  let pieces: Buffer[] = [];
  let held = 0;
  let need = 0;
  let gone = false;
  const fail = (): void => {
    gone = true;
    for (const answer of waiting.splice(0)) answer(UNREADABLE);
  };
  child.on('error', fail);
  child.on('close', fail);
  child.stdin.on('error', fail);
  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    while (held > 0 && held >= need) {
      const all = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      pieces = [all];
      const eol = all.indexOf(10);
      if (eol < 0) return;
      const size = Number(/ blob (\d+)$/.exec(all.toString('latin1', 0, eol))?.[1] ?? NaN);
      const end = eol + 1 + (Number.isNaN(size) ? 0 : size + 1);
      need = end;
      if (all.length < end) return;
      const result: ReadResult = Number.isNaN(size)
        ? { kind: 'skipped', because: 'git does not have it' }
        : { kind: 'file', bytes: new Uint8Array(all.subarray(eol + 1, end - 1)) };
      pieces = [all.subarray(end)];
      held = all.length - end;
      need = 0;
      waiting.shift()?.(result);
    }
  });
  return {
    read: (blob) =>
      new Promise((resolve) => {
        // Nobody answers any more, and a stream that is closed does not say so either.
        if (gone) {
          resolve(UNREADABLE);
          return;
        }
        waiting.push(resolve);
        child.stdin.write(`${blob.id}\n`);
      }),
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}
