import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../rules/finding';
import type { Severity } from '../../rules/rule';
import { encodeSegment } from '../../text/uri';
import type { Span } from '../../text/span';
import { fingerprint } from '../fingerprint';
import { rulePage } from '../pages';
import { rules } from '../../rules/list';
import type { Report, Reporter } from './reporter';
import { jsonText, lineOf, messageOf, pathOf, placeOf } from './reporter';

const LEVEL: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** SARIF 2.1.0 (OASIS): relative URIs, partial fingerprints that survive moved lines, related locations. */
export const sarif: Reporter = (report) => {
  const used = [...new Set(report.findings.map((f) => f.rule.id))].sort();
  const descriptors = used.map((id) => descriptor(id));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portolan',
            semanticVersion: report.version,
            informationUri: 'https://github.com/portolan-dev/portolan',
            rules: descriptors,
          },
        },
        invocations: [{ executionSuccessful: true }],
        columnKind: 'utf16CodeUnits',
        results: withOccurrence(report.findings.map((f) => result(report, f, used.indexOf(f.rule.id)))),
      },
    ],
  };
  return jsonText(log);
};

function descriptor(id: string): ReportingDescriptor {
  const meta = rules.find((r) => r.meta.id === id)?.meta;
  const level = meta && meta.severity !== 'off' ? LEVEL[meta.severity] : 'note';
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, _dash, c: string) => c.toUpperCase()),
    shortDescription: { text: meta?.summary ?? id },
    fullDescription: { text: meta?.docs.why ?? id },
    help: { text: meta?.docs.howToFix ?? id, markdown: meta ? `${meta.docs.why}\n\n${meta.docs.howToFix}` : id },
    helpUri: rulePage(id),
    defaultConfiguration: { level },
    properties: { tags: [meta?.category ?? 'ports'] },
  };
}

function result(report: Report, f: Finding, ruleIndex: number): Result {
  const relatedLocations = f.related.map((r, i): Location => ({
    id: i,
    ...location(report, r.at),
    message: { text: lineOf(r.message) },
  }));
  return {
    ruleId: f.rule.id,
    ruleIndex,
    level: LEVEL[f.severity],
    message: { text: messageOf(f) },
    locations: [location(report, f.site)],
    ...(relatedLocations.length > 0 ? { relatedLocations } : {}),
    partialFingerprints: { 'portolan/v1': fingerprint(report, f) },
  };
}

/** Findings that are alike to the letter get a running number, so that each keeps a fingerprint of its own. */
function withOccurrence(results: Result[]): Result[] {
  const seen = new Map<string, number>();
  return results.map((r) => {
    const key = r.partialFingerprints?.['portolan/v1'] ?? '';
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return { ...r, partialFingerprints: { 'portolan/v1': `${key}:${n}` } };
  });
}

function location(report: Report, at: Span): Location {
  const p = placeOf(report, at);
  const uri = (report.prefix + pathOf(report.root, at.uri)).split('/').map(encodeSegment).join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri },
      region: { startLine: p.line, startColumn: p.column, endLine: p.endLine, endColumn: p.endColumn },
    },
  };
}
