import { fingerprint } from '../fingerprint';
import type { Reporter } from './reporter';
import { fixesOfEach } from '../../features/fixes';
import { environmentsOf } from '../../features/environments';
import { jsonText, pathOf, placeOf } from './reporter';

/** Version of the shape below; raised when a field changes its meaning. */
export const JSON_VERSION = 1;

/** Everything that is known of the findings, for programs. Lines and columns are one-based, columns in UTF-16 units. */
export const json: Reporter = (report) => {
  const fixes = fixesOfEach(report.snapshot, report.findings);
  const findings = report.findings.map((f, i) => ({
    rule: f.rule.id,
    severity: f.severity,
    certainty: f.certainty,
    message: f.message,
    ...placeOf(report, f.site),
    environments: environmentsOf(f),
    contexts: f.contexts.map((c) => c.name),
    related: f.related.map((r) => ({ message: r.message, ...placeOf(report, r.at) })),
    fixes: (fixes[i] ?? []).map(({ fix }) => ({ title: fix.title, safe: fix.safe })),
    fingerprint: fingerprint(report, f),
  }));
  const { files, contexts, notes } = report.snapshot;
  return jsonText({
    version: JSON_VERSION,
    tool: { name: 'portolan', version: report.version },
    files: files.size,
    stacks: contexts.length,
    findings,
    skipped: report.left.map((s) => ({ path: pathOf(report.root, s.uri), because: s.because })),
    notes: notes.map((n) => ({ path: pathOf(report.root, n.uri), message: n.message })),
  });
};
