import type { Finding } from '../../rules/finding';
import { visible } from '../../text/escape';
import type { Report, Reporter } from './reporter';
import { lineAt, messageOf, placeOf } from './reporter';

/**
 * JUnit's XML as Jenkins, GitLab and others read it: a suite for each file, a case for each finding. Errors and warnings are
 * failures; what is milder is a case that passed and says something.
 */
export const junit: Reporter = (report) => {
  const files = new Map<string, Finding[]>();
  for (const f of report.findings) {
    const { path } = placeOf(report, f.site);
    files.set(path, [...(files.get(path) ?? []), f]);
  }
  const suites = [...files].map(([path, findings]) => suite(report, path, findings));
  // A report without a case is taken for a run that did not happen.
  const all = suites.length > 0 ? suites : [suiteOf('portolan', [testcase('portolan', 'ports add up', '')], 0)];
  const failures = report.findings.filter(isFailure).length;
  const tests = Math.max(1, report.findings.length);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="portolan" tests="${tests}" failures="${failures}" errors="0">`,
    ...all,
    '</testsuites>',
    '',
  ].join('\n');
};

function suite(report: Report, path: string, findings: readonly Finding[]): string {
  const cases = findings.map((f) => {
    const place = placeOf(report, f.site);
    const where = `${place.path}:${place.line}:${place.column}`;
    const text = xml(`${where}: ${f.severity}[${f.rule.id}] ${messageOf(f)}`);
    const line = xml(lineAt(report, f.site.uri, place.line).trim().slice(0, 400));
    const inside = isFailure(f)
      ? `      <failure message="${xml(messageOf(f))}" type="${f.severity}">${text}\n${line}</failure>`
      : `      <system-out>${text}</system-out>`;
    return testcase(report.prefix + path, `${f.rule.id} at ${place.line}:${place.column}`, inside);
  });
  return suiteOf(report.prefix + path, cases, findings.filter(isFailure).length);
}

function suiteOf(name: string, cases: readonly string[], failures: number): string {
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
  return [`  <testsuite name="${xml(name)}" ${counts}>`, ...cases, '  </testsuite>'].join('\n');
}

function testcase(classname: string, name: string, inside: string): string {
  const head = `    <testcase classname="${xml(classname)}" name="${xml(name)}" time="0"`;
  return inside === '' ? `${head}/>` : `${head}>\n${inside}\n    </testcase>`;
}

function isFailure({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'warning';
}

/** Text for an element or attribute; what XML 1.0 §2.2 does not allow is visible (controls) or U+FFFD. */
function xml(text: string): string {
  return visible(text)
    .replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}
