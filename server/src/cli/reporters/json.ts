import { fingerprint } from '../fingerprint';
import type { Reporter } from './reporter';
import { environmentsOf } from '../../features/environments';
import { jsonText, pathOf, placeOf } from './reporter';

/** Version of the shape below; raised when a field changes its meaning. */
export const JSON_VERSION = 1;

/** Everything that is known of the findings, for programs. Lines and columns are one-based, columns in UTF-16 units. */
export const json: Reporter = (report) => {
  const findings = report.findings.map((f) => ({
    rule: f.rule.id,
    severity: f.severity,
    certainty: f.certainty,
    message: f.message,
    ...placeOf(report, f.site),
    environments: environmentsOf(f),
    contexts: f.contexts.map((c) => c.name),
    related: f.related.map((r) => ({ message: r.message, ...placeOf(report, r.at) })),
    fixes: f.fixes().map((x) => ({ title: x.title, safe: x.safe })),
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
