import type { Severity } from '../../rules/rule';
import { visible } from '../../text/escape';
import type { Reporter } from './reporter';
import { messageOf, placeOf } from './reporter';

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Workflow commands of GitHub Actions: one annotation a finding. */
export const github: Reporter = (report) =>
  report.findings
    .map((f) => {
      const p = placeOf(report, f.site);
      const properties = [
        ['file', report.prefix + p.path],
        ['line', String(p.line)],
        ['endLine', String(p.endLine)],
        ['col', String(p.column)],
        ['endColumn', String(p.endColumn)],
        ['title', `portolan ${f.rule.id}`],
      ];
      const list = properties.map(([k, v]) => `${k}=${property(v as string)}`).join(',');
      return `::${COMMAND[f.severity]} ${list}::${data(messageOf(f))}\n`;
    })
    .join('');

/**
 * As the Actions toolkit escapes the text of a command: what would end the line, and its own escape character. For other
 * control characters it has no escape; they are made visible.
 */
function data(text: string): string {
  return visible(text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A'));
}

/** As the toolkit escapes a property, in which `:` and `,` have a meaning too. */
function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
