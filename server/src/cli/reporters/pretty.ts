import { createColors } from 'picocolors';
import type { ReadyFix } from '../../features/fixes';
import { fixesOfEach } from '../../features/fixes';
import type { Finding } from '../../rules/finding';
import type { Severity } from '../../rules/rule';
import { visible } from '../../text/escape';
import type { Span } from '../../text/span';
import { frameOf } from './frame';
import type { Report, Reporter } from './reporter';
import { limitedTo } from '../../features/environments';
import { lineAt, lineOf, placeOf } from './reporter';

type Colours = ReturnType<typeof createColors>;

/** Findings with code frames, and a summary in the last line. */
export const pretty: Reporter = (report) => {
  const c = createColors(report.colour);
  const fixes = fixesOfEach(report.snapshot, report.findings);
  const blocks = report.findings.map((f, i) => block(report, f, fixes[i]?.[0], c));
  return `${[...blocks, summary(report, c)].join('\n\n')}\n`;
};

function paint(c: Colours, severity: Severity): (text: string) => string {
  if (severity === 'error') return c.red;
  if (severity === 'warning') return c.yellow;
  return severity === 'info' ? c.cyan : c.gray;
}

function block(report: Report, f: Finding, ready: ReadyFix | undefined, c: Colours): string {
  const environments = limitedTo(f);
  const where = environments.length > 0 ? c.gray(` (in ${environments.map(visible).join(', ')})`) : '';
  const lines = [
    `${paint(c, f.severity)(c.bold(f.severity))} ${c.bold(lineOf(f.message))}${where} ${c.gray(`[${f.rule.id}]`)}`,
  ];
  lines.push(...frame(report, f.site, c, paint(c, f.severity), ''));
  for (const r of f.related.slice(0, 5)) lines.push(...frame(report, r.at, c, c.blue, lineOf(r.message)));
  if (ready) lines.push(`  ${c.green('fix:')} ${lineOf(ready.fix.title)}`);
  return lines.join('\n');
}

/** One line of a file with the place underlined. */
function frame(report: Report, at: Span, c: Colours, mark: (text: string) => string, note: string): string[] {
  const place = placeOf(report, at);
  const text = lineAt(report, at.uri, place.line);
  const number = String(place.line);
  const pad = ' '.repeat(number.length);
  const start = place.column - 1;
  const end = place.endLine === place.line ? place.endColumn - 1 : text.length;
  const marked = frameOf(text, start, Math.max(end, start + 1));
  return [
    `  ${c.gray(`${pad}╭─`)} ${visible(place.path)}:${place.line}:${place.column}`,
    `  ${c.gray(`${number} │`)} ${marked.line}`,
    `  ${c.gray(`${pad} │`)} ${' '.repeat(marked.at)}${mark('^'.repeat(marked.width))}${note === '' ? '' : ` ${mark(note)}`}`,
  ];
}

function summary(report: Report, c: Colours): string {
  const counts = new Map<Severity, number>();
  for (const f of report.findings) counts.set(f.severity, (counts.get(f.severity) ?? 0) + 1);
  const files = report.snapshot.files.size;
  const stacks = report.snapshot.contexts.length;
  const of = `${files} file${files === 1 ? '' : 's'} and ${stacks} stack${stacks === 1 ? '' : 's'}`;
  const more = [
    ...(report.hidden > 0 ? [`${report.hidden} hidden by --min-severity`] : []),
    ...(report.known > 0 ? [`${report.known} in the baseline`] : []),
    ...(report.left.length > 0 ? [`${report.left.length} left out (--show-files says why)`] : []),
  ];
  const end = more.length > 0 ? `; ${more.join(', ')}.` : '.';
  if (report.findings.length === 0) return `${c.green('No findings')} in ${of}${end}`;
  const names: readonly Severity[] = ['error', 'warning', 'info', 'hint'];
  const parts = names.flatMap((s) => {
    const n = counts.get(s) ?? 0;
    if (n === 0) return [];
    const word = s === 'info' ? 'info' : n === 1 ? s : `${s}s`;
    return [paint(c, s)(`${n} ${word}`)];
  });
  return `${parts.join(', ')} in ${of}${end}`;
}
