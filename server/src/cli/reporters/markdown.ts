import { code, escapeMarkdown, messageMarkdown } from '../../features/markdown';
import type { Finding } from '../../rules/finding';
import { rulePage } from '../../rules/pages';
import type { Severity } from '../../rules/rule';
import type { Report, Reporter } from './reporter';
import { limitedTo } from '../../features/environments';
import { lineOf, placeOf } from './reporter';

const ORDER: readonly Severity[] = ['error', 'warning', 'info', 'hint'];
/** Comments on a merge request may have some 65 000 characters. */
const ROWS = 100;

/** A comment for a pull or merge request: counts, and a table of the findings, the most severe first. */
export const markdown: Reporter = (report) => {
  const { findings } = report;
  if (findings.length === 0) return '**Portolan:** no findings.\n';
  const counts = ORDER.flatMap((s) => {
    const n = findings.filter((f) => f.severity === s).length;
    return n === 0 ? [] : [`${n} ${s}${n === 1 || s === 'info' ? '' : 's'}`];
  });
  const sorted = ORDER.flatMap((s) => findings.filter((f) => f.severity === s));
  const rows = sorted.slice(0, ROWS).map((f) => row(report, f));
  const more = findings.length > ROWS ? ['', `… and ${findings.length - ROWS} more.`] : [];
  return [
    `**Portolan:** ${counts.join(', ')}.`,
    '',
    '| Severity | Place | Finding |',
    '| --- | --- | --- |',
    ...rows,
    ...more,
    '',
  ].join('\n');
};

function row(report: Report, f: Finding): string {
  const { path, line } = placeOf(report, f.site);
  const environments = limitedTo(f);
  const where = environments.length > 0 ? ` (in ${environments.map(escapeMarkdown).join(', ')})` : '';
  const rule = `[${escapeMarkdown(f.rule.id)}](${rulePage(f.rule.id)})`;
  const cells = [
    f.severity,
    code(`${report.prefix}${path}:${line}`),
    `${messageMarkdown(lineOf(f.message))}${where} ${rule}`,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** A bar ends a cell even inside a code span, unless it is escaped (GitHub Flavored Markdown §4.10). */
function cell(text: string): string {
  return text.replace(/(\\?)\|/g, (_, escaped: string) => `${escaped === '' ? '\\' : escaped}|`);
}
