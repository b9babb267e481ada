import { say } from '../text/say';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { spanOf } from './configuration';
import type { Configuration } from './configuration';
import { readConfiguration } from './read';

/** Names of the configuration file in a workspace root; the first that is there counts. In `package.json` it is a key. */
export const CONFIGURATION_FILES: readonly string[] = [
  'portolan.yaml',
  'portolan.yml',
  'portolan.json',
  'package.json',
];

/** Whether a file is where the configuration of one of the roots may be. */
export function isConfigurationFile(uri: Uri, roots: readonly Uri[]): boolean {
  return CONFIGURATION_FILES.some((name) => uri.endsWith(`/${name}`) && roots.includes(uri.slice(0, -name.length - 1)));
}

/** How configurations are found; a stack's reader is one. */
interface FileReader {
  file(uri: Uri): SourceFile | 'absent' | 'unread';
  list(directory: Uri): readonly string[];
}

/**
 * The configuration of each root that has one. Of several files
 * in one root the first of {@link CONFIGURATION_FILES} counts, and each other one is a problem of its own.
 */
export function configurationsIn(
  roots: readonly Uri[],
  files: FileReader,
  rules: readonly string[],
): readonly Configuration[] {
  return [...new Set(roots)].sort().flatMap((root) => {
    const there = files.list(root);
    const all = CONFIGURATION_FILES.flatMap((name) => {
      const file = there.includes(name) ? files.file(`${root}/${name}`) : 'absent';
      const read = typeof file === 'object' ? readConfiguration(file, root, rules) : undefined;
      return read ? [read] : [];
    });
    const [first, ...others] = all;
    if (!first) return [];
    const name = first.uri.slice(root.length + 1);
    const problems = others.map((o) => ({
      site: spanOf(o.uri, { start: 0, end: 0 }),
      message: say`This configuration is not read, since \`${name}\` beside it counts. Keep one of them.`,
      mild: true as const,
    }));
    return [problems.length > 0 ? { ...first, problems: [...first.problems, ...problems] } : first];
  });
}
