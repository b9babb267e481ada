import { visible } from '../../text/escape';
import type { Reporter } from './reporter';
import { messageOf, placeOf } from './reporter';

/** One line a finding: `path:line:column: severity[rule] message`. */
export const concise: Reporter = (report) =>
  report.findings
    .map((f) => {
      const p = placeOf(report, f.site);
      return `${visible(p.path)}:${p.line}:${p.column}: ${f.severity}[${f.rule.id}] ${messageOf(f)}\n`;
    })
    .join('');
