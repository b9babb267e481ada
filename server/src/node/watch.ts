import fs from 'node:fs';
import path from 'node:path';
import type { Uri } from '../text/span';
import { joinUri } from '../text/uri';
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
  let touched = new Set<Uri>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    const uris = [...touched];
    touched = new Set();
    changed(uris);
  };
  try {
    const watcher = fs.watch(folder, { recursive: true }, (_, name) => {
      // Nobody says what: all of it.
      const below = name === null ? '' : name.split(path.sep).join('/');
      if (/(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(below)) return;
      touched.add(below === '' ? root : joinUri(root, below));
      timer ??= setTimeout(tell, REST_MS);
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
