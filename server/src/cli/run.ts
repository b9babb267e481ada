import type { Snapshot } from '../features/snapshot';
import { parts, Workspace } from '../index';
import type { Skipped } from '../index';
import type { CliHost } from './host';
import type { Uri } from '../text/span';
import { isBelow } from '../text/uri';
import { readSettings } from '../workspace/settings';
import type { Finding } from '../rules/finding';

/** What one analysis on the command line gives. */
export interface Analysis {
  readonly snapshot: Snapshot;
  /** Findings in the paths asked for, in the order of the snapshot. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly root: Uri;
}

/** Analyses everything below `root` and reports what stands at or below `paths`. */
export async function analyse(host: CliHost, root: Uri, paths: readonly Uri[], given: unknown, progress?: (text: string) => void): Promise<Analysis> {
  const { settings, problems } = readSettings(given, [root], new Set(parts.rules.map((r) => r.meta.id)));
  if (problems.length > 0) throw new UsageError(problems.join(' '));
  const workspace = new Workspace(parts, settings, {
    fs: host.fs,
    ...(host.preparse ? { preparse: host.preparse } : {}),
    now: () => performance.now(),
    ...(progress ? { progress: (p) => progress(p.total > 0 ? `${p.phase} ${p.done}/${p.total}` : p.phase) } : {}),
  });
  const snapshot = await workspace.load();
  const wanted = paths.length === 0 ? [root] : paths;
  const findings = snapshot.findings.filter((f) => wanted.some((p) => isBelow(p, f.site.uri)));
  return { snapshot, findings, skipped: workspace.skipped, root };
}

/** Something that the caller has to change; exit code 2. */
export class UsageError extends Error {}
