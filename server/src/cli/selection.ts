import type { Snapshot } from '../features/snapshot';
import type { Finding } from '../rules/finding';
import type { Severity } from '../rules/rule';
import { SEVERITIES } from '../rules/rule';
import type { Uri } from '../text/span';
import { joinUri } from '../text/uri';
import type { Baseline } from './baseline';
import { knownTo } from './baseline';
import type { CliHost } from './host';
import type { CheckOptions } from './options';
import type { Places } from './run';
import { UsageError, findingsIn } from './run';

/** Which findings are reported, of all that there are. The analysis is always of everything. */
export interface Selection {
  readonly places: Places;
  /** Only findings that touch one of these files, when given. */
  readonly changed?: ReadonlySet<Uri>;
  readonly baseline?: Baseline;
}

/** Findings that are reported, and how many a baseline takes away. */
export interface Selected {
  readonly findings: readonly Finding[];
  readonly known: number;
}

/** Takes the selection from the findings of a snapshot. */
export function select(snapshot: Snapshot, { places, changed, baseline }: Selection): Selected {
  const wanted = findingsIn(snapshot, places).filter((f) => !changed || touches(f, changed));
  if (!baseline) return { findings: wanted, known: 0 };
  const known = knownTo(baseline, snapshot, places.root);
  const findings = wanted.filter((f) => !known.has(f));
  return { findings, known: wanted.length - findings.length };
}

/** A change on either side of a contradiction may have made it. */
function touches(finding: Finding, files: ReadonlySet<Uri>): boolean {
  return files.has(finding.site.uri) || finding.related.some((r) => files.has(r.at.uri));
}

/** The files that `--changed` or `--since` name; `undefined` without them. */
export function changedFiles(options: CheckOptions, root: Uri, host: CliHost): ReadonlySet<Uri> | undefined {
  const { changed, since } = options;
  if (changed && since !== undefined) throw new UsageError('--changed and --since exclude each other.');
  const revision = changed ? 'HEAD' : since;
  if (revision === undefined) return undefined;
  const paths = host.changedSince(root, revision);
  if (typeof paths === 'string') throw new UsageError(`what has changed is not known: ${paths}`);
  return new Set(paths.map((p) => joinUri(root, p)));
}

/** Whether a finding is at least as severe as that. */
export function isAtLeast(finding: Finding, severity: Severity): boolean {
  return SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity);
}
