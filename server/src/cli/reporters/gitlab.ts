import type { Severity } from '../../rules/rule';
import { visible } from '../../text/escape';
import { fingerprints } from '../fingerprint';
import type { Reporter } from './reporter';
import { jsonText, messageOf, placeOf } from './reporter';

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** GitLab's Code Quality report: the subset of the Code Climate format that GitLab reads. */
export const gitlab: Reporter = (report) => {
  const marks = fingerprints(report, report.findings);
  return jsonText(
    report.findings.map((f, i) => {
      const { path, line, endLine } = placeOf(report, f.site);
      return {
        description: visible(messageOf(f)),
        check_name: f.rule.id,
        fingerprint: marks[i],
        severity: SEVERITY[f.severity],
        location: { path: report.prefix + path, lines: { begin: line, end: endLine } },
      };
    }),
  );
};
