import { CONFIGURATION_FILES } from '../configuration/files';
import { readConfiguration } from '../configuration/read';
import { sourceFile } from '../text/source';
import type { Uri } from '../text/span';

/** Patterns by root, as their configurations exclude files; roots without any are left out. */
type Excludes = ReadonlyMap<Uri, readonly string[]>;

/** What the configuration of each root excludes. `textOf` gives the text of a file that is there and can be read. */
export async function configuredExcludes(
  roots: readonly Uri[],
  textOf: (uri: Uri) => Promise<string | undefined>,
): Promise<Excludes> {
  const out = new Map<Uri, readonly string[]>();
  for (const root of roots) {
    for (const name of CONFIGURATION_FILES) {
      const uri = `${root}/${name}`;
      const text = await textOf(uri);
      // What is wrong with it is for the engine to say, which reads it again as a file of the workspace.
      const read = text === undefined ? undefined : readConfiguration(sourceFile(uri, text), root, []);
      if (!read) continue;
      if (read.exclude.length > 0) out.set(root, read.exclude);
      break;
    }
  }
  return out;
}

/** Whether the same patterns are excluded in the same roots. */
export function sameExcludes(a: Excludes, b: Excludes): boolean {
  return a.size === b.size && [...a].every(([root, patterns]) => patterns.join('\n') === b.get(root)?.join('\n'));
}
