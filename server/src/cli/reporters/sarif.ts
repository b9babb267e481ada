import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../rules/finding';
import type { Severity } from '../../rules/rule';
import { encodeSegment } from '../../text/uri';
import type { Span } from '../../text/span';
import { fingerprints } from '../fingerprint';
import { rules } from '../../rules/list';
import { rulePage } from '../../rules/pages';
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
  const marks = fingerprints(report, report.findings);
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
        results: report.findings.map((f, i) => result(report, f, used.indexOf(f.rule.id), marks[i] ?? '')),
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

function result(report: Report, f: Finding, ruleIndex: number, mark: string): Result {
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
    partialFingerprints: { 'portolan/v1': mark },
  };
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
