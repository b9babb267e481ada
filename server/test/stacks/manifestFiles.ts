import { manifests } from '../../src/stacks/manifests/index';
import type { Assembly, Discovery, Reader, StackRequest, StackSettings } from '../../src/stacks/stack';
import { sourceFile } from '../../src/text/source';
import type { SourceFile } from '../../src/text/source';

/** A workspace of files by path below its root. */
export type Files = Readonly<Record<string, string>>;

export const ROOT = 'file:///w';

/** The files as sources, sorted by URI. */
export function sourcesOf(files: Files): readonly SourceFile[] {
  return Object.entries(files)
    .map(([path, text]) => sourceFile(`${ROOT}/${path}`, text))
    .sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

/** What discovery gets for these files. */
export function discoveryOf(
  sources: readonly SourceFile[],
  settings: StackSettings = { includeFixtures: false },
): Discovery {
  const byUri = new Map(sources.map((s) => [s.uri, s]));
  return { files: sources, roots: [ROOT], settings, file: (uri) => byUri.get(uri) ?? 'absent', list: () => [] };
}

/** The requests that discovery makes. */
export function discover(files: Files): readonly StackRequest[] {
  return manifests.discover(discoveryOf(sourcesOf(files)));
}

/** The groups as `name: file file …`, paths below the root. */
export function groups(files: Files): readonly string[] {
  return discover(files).map((r) => `${r.name}: ${r.files.map((f) => f.slice(ROOT.length + 1)).join(' ')}`);
}

/** Every group assembled. */
export function assembleAll(files: Files, settings: StackSettings = { includeFixtures: false }): readonly Assembly[] {
  const discovery = discoveryOf(sourcesOf(files), settings);
  const reader: Reader = discovery;
  return manifests.discover(discovery).map((r) => manifests.assemble(r, reader, settings));
}

/** A small object of a kind; `ns/name` puts it into a namespace. */
export function object(kind: string, name: string, body = ''): string {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  const group = { Deployment: 'apps/v1', Service: 'v1', ConfigMap: 'v1', Namespace: 'v1' }[kind] ?? 'example.com/v1';
  return `apiVersion: ${group}\nkind: ${kind}\nmetadata:\n  name: ${own}\n${namespace ? `  namespace: ${namespace}\n` : ''}${body}`;
}
