import { CONFIGURATION_FILES } from '../configuration/files';
import { readConfiguration } from '../configuration/read';
import { sourceFile } from '../text/source';
import type { Uri } from '../text/span';
import type { RootExcludes } from './walk';

/** What configurations exclude by root; roots without any pattern are left out. */
type Excludes = ReadonlyMap<Uri, RootExcludes>;

/** What the configuration of each root excludes. `textOf` gives the text of a file that is there and can be read. */
export async function configuredExcludes(
  roots: readonly Uri[],
  textOf: (uri: Uri) => Promise<string | undefined>,
): Promise<Excludes> {
  const out = new Map<Uri, RootExcludes>();
  for (const root of roots) {
    for (const name of CONFIGURATION_FILES) {
      const uri = `${root}/${name}`;
      const text = await textOf(uri);
      // What is wrong with it is for the engine to say, which reads it again as a file of the workspace.
      const read = text === undefined ? undefined : readConfiguration(sourceFile(uri, text), root, []);
      if (!read) continue;
      if (read.exclude.length > 0) out.set(root, { file: name, patterns: read.exclude });
      break;
    }
  }
  return out;
}

/** Whether the same patterns are excluded in the same roots. */
export function sameExcludes(a: Excludes, b: Excludes): boolean {
  const text = (of: RootExcludes | undefined) => of && [of.file, ...of.patterns].join('\n');
  return a.size === b.size && [...a].every(([root, own]) => text(own) === text(b.get(root)));
}
