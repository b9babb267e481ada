import fs from 'node:fs';
import path from 'node:path';
import type { Uri } from '../text/span';
import { baseName, directoryOf, joinUri } from '../text/uri';
import type { FileSystem } from '../workspace/files';
import { pathOfUri } from './fileSystem';

/** What happens in one breath (a checkout, a formatter) is told at once, in milliseconds. */
const REST_MS = 150;

/**
 * Tells the places below a folder that have changed on the disk, again and again; the reason when that is not possible. The
 * repository's own folder and what package managers install are left out: they change all the time and hold nothing.
 */
export function watchFolder(root: Uri, changed: (uris: readonly Uri[]) => void): string | undefined {
  const folder = pathOfUri(root);
  if (folder === undefined) return 'the folder is not on this machine';
  const touch = gathered(changed);
  try {
    const watcher = fs.watch(folder, { recursive: true }, (_, name) => {
      const at = placeOf(root, name);
      if (at !== undefined) touch(at);
    });
    watcher.on('error', (error) => {
      process.stderr.write(`portolan: the folder is not watched any more: ${error.message}\n`);
      process.exitCode = 2;
      watcher.close();
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** More folders than this are not watched: each costs memory of the kernel, of which every user has a share. */
const MOST_FOLDERS = 20_000;

/**
 * The file system, which also tells what changes in every folder that was listed through it. Ignored folders are never listed, so
 * they cost nothing. Where the system watches whole trees that is used; Linux watches folders one by one. What cannot be watched
 * is left out without a word: whoever needs to be sure lists again.
 */
export function watchedFileSystem(own: FileSystem, changed: (uris: readonly Uri[]) => void): FileSystem {
  const touch = gathered(changed);
  const watchers = new Map<Uri, fs.FSWatcher>();
  const recursive = process.platform !== 'linux';
  const forget = (folder: Uri): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const isWatched = (folder: Uri): boolean => {
    if (watchers.has(folder)) return true;
    if (!recursive) return false;
    for (let at = folder; at.includes('/'); at = directoryOf(at)) if (watchers.has(at)) return true;
    return false;
  };
  const watch = (folder: Uri): void => {
    const at = pathOfUri(folder);
    if (at === undefined || isWatched(folder) || watchers.size >= MOST_FOLDERS) return;
    try {
      const watcher = fs.watch(at, { recursive, persistent: false }, (event, name) => {
        // Its own end is told by its own name. A folder that comes again is another one.
        if (!recursive && event === 'rename' && name === baseName(folder)) forget(folder);
        const place = placeOf(folder, name);
        if (place !== undefined) touch(place);
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // It is gone again, or there is no share left.
    }
  };
  return {
    ...own,
    list(directory) {
      // Before it is listed: what comes in between is told.
      watch(directory);
      return own.list(directory);
    },
  };
}

/** What an event in a folder is about; `undefined` for what changes all the time and holds nothing. Nobody says what: all of it. */
function placeOf(folder: Uri, name: string | null): Uri | undefined {
  const below = name === null ? '' : name.split(path.sep).join('/');
  if (/(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(below)) return undefined;
  return below === '' ? folder : joinUri(folder, below);
}

/** Calls back with all that came within one breath. */
function gathered(changed: (uris: readonly Uri[]) => void): (uri: Uri) => void {
  let touched = new Set<Uri>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    const uris = [...touched];
    touched = new Set();
    changed(uris);
  };
  return (uri) => {
    touched.add(uri);
    timer ??= setTimeout(tell, REST_MS);
  };
}
