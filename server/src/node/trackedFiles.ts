import fs from 'node:fs';
import type { Uri } from '../text/span';
import type { FileSystem } from '../workspace/files';
import { nodeFileSystem, pathOfUri } from './fileSystem';

/** A file system that can tell what is no longer as it gave it. */
export interface TrackedFiles {
  readonly fs: FileSystem;
  /**
   * The files that have another text, and the directories that have other entries, than when they were last read; some that do
   * not may be among them. Each is told once, and is to be read again. It looks at every file once, and opens none.
   */
  readonly changed: () => readonly Uri[];
}

/** What tells one state of a file or directory from another. */
interface Mark {
  readonly state: string;
  /** It was written so shortly before it was read that a later write might look the same. */
  readonly isFresh: boolean;
}

/** The coarsest clock of a file system that is still in use (FAT), in milliseconds. */
const TICK_MS = 2000;

/** Node's file system, with a note of the state in which each file and directory was read. */
export function trackedFiles(): TrackedFiles {
  const marks = new Map<Uri, Mark>();
  const note = (uri: Uri): void => {
    // Before it is read: what changes meanwhile is a change.
    marks.set(uri, markOf(uri));
  };
  return {
    fs: {
      ...nodeFileSystem,
      list(directory) {
        note(directory);
        return nodeFileSystem.list(directory);
      },
      read(uri, roots, limit) {
        note(uri);
        return nodeFileSystem.read(uri, roots, limit);
      },
    },
    changed() {
      const out = [...marks].flatMap(([uri, mark]) => (mark.isFresh || markOf(uri).state !== mark.state ? [uri] : []));
      // What is still there is noted again as it is read; what is not would be told for ever.
      for (const uri of out) marks.delete(uri);
      return out;
    },
  };
}

function markOf(uri: Uri): Mark {
  try {
    const stat = fs.statSync(pathOfUri(uri) ?? '', { bigint: true, throwIfNoEntry: false });
    if (!stat) return { state: 'absent', isFresh: false };
    const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = stat;
    const written = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs);
    return { state: [dev, ino, size, mtimeNs, ctimeNs].join(' '), isFresh: Math.abs(Date.now() - written) < TICK_MS };
  } catch (error) {
    return { state: String((error as NodeJS.ErrnoException).code), isFresh: false };
  }
}
