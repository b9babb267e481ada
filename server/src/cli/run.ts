import type { Snapshot } from '../features/snapshot';
import { parts, Workspace } from '../index';
import type { Finding } from '../rules/finding';
import type { Uri } from '../text/span';
import { isBelow } from '../text/uri';
import { readSettings } from '../workspace/settings';
import type { CliHost } from './host';
import { pathOf } from './reporters/reporter';

/** Something that the caller has to change; exit code 2. */
export class UsageError extends Error {}

/** What is analysed, and what is reported of it. */
export interface Places {
  readonly root: Uri;
  /** Files and folders below the root; empty for all of it. */
  readonly paths: readonly Uri[];
}

/** Analyses everything below the root; the workspace that it gives is up to date. */
export async function analyse(
  host: CliHost,
  { root }: Places,
  given: unknown,
  progress?: (text: string) => void,
): Promise<Workspace> {
  const workspace = workspaceOf(host, [root], given, progress);
  await workspace.load();
  return workspace;
}

/** A workspace of some folders, of which nothing is read yet. */
export function workspaceOf(
  host: Pick<CliHost, 'fs' | 'preparse' | 'yield'>,
  roots: readonly Uri[],
  given: unknown,
  progress?: (text: string) => void,
): Workspace {
  const { settings, problems } = readSettings(given, roots, new Set(parts.rules.map((r) => r.meta.id)));
  if (problems.length > 0) throw new UsageError(problems.join(' '));
  return new Workspace(parts, settings, {
    fs: host.fs,
    ...(host.preparse ? { preparse: host.preparse } : {}),
    ...(host.yield ? { yield: host.yield } : {}),
    now: () => performance.now(),
    ...(progress ? { progress: (p) => progress(p.total > 0 ? `${p.phase} ${p.done}/${p.total}` : p.phase) } : {}),
  });
}

/** Findings in the places that are reported, by path as people read it, and in a file in the order of the snapshot. */
export function findingsIn(snapshot: Snapshot, places: Places): readonly Finding[] {
  const paths = new Map([...snapshot.byUri.keys()].map((uri) => [uri, pathOf(places.root, uri)]));
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  return snapshot.findings
    .filter((f) => isWanted(places, f.site.uri))
    .sort((a, b) => compare(paths.get(a.site.uri) ?? '', paths.get(b.site.uri) ?? ''));
}

/** Whether any file in the places that are reported was understood as part of a stack. */
export function hasStacks(snapshot: Snapshot, places: Places): boolean {
  if (places.paths.length === 0) return snapshot.contexts.length > 0;
  return [...snapshot.files.keys()].some((uri) => isWanted(places, uri) && snapshot.contextsAt(uri).length > 0);
}

function isWanted({ paths }: Places, uri: Uri): boolean {
  return paths.length === 0 || paths.some((p) => isBelow(p, uri));
}
