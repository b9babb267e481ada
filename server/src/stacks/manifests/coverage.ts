import type { Uri } from '../../text/span';
import { isBelow } from '../../text/uri';
import { parentOf } from '../../lore/folders';
import type { KustomizationFile } from './summary';

/** What belongs to a chart or to a kustomization, whose objects are made by rendering and patching, not by the files alone. */
export interface Coverage {
  /** Whether a directory as a whole is covered. */
  directory(uri: Uri): boolean;
  /** Whether a file is covered: by its directory, or because a kustomization names it. */
  file(uri: Uri, directory: Uri): boolean;
}

/**
 * A chart covers its directory and all below. A kustomization covers its directory, the files that it names, and directories:
 * those that it names, and those below it out of which it names files.
 */
export function coverageOf(charts: readonly Uri[], kustomizations: readonly KustomizationFile[]): Coverage {
  const trees = new Set<Uri>(charts);
  const single = new Set<Uri>();
  const files = new Set<Uri>();
  for (const k of kustomizations) {
    single.add(k.directory);
    for (const d of k.directories) trees.add(d);
    for (const file of k.files) {
      files.add(file);
      const holder = parentOf(file);
      if (isBelow(k.directory, holder)) single.add(holder);
    }
  }
  const below = new Map<Uri, boolean>();
  const inTree = (uri: Uri): boolean => {
    if (trees.size === 0) return false;
    const known = below.get(uri);
    if (known !== undefined) return known;
    const above = parentOf(uri);
    const made = trees.has(uri) || (above.length > 0 && above.length < uri.length && inTree(above));
    below.set(uri, made);
    return made;
  };
  const directory = (uri: Uri): boolean => single.has(uri) || inTree(uri);
  return { directory, file: (uri, holder) => files.has(uri) || directory(holder) };
}
