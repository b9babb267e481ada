import { createColors } from 'picocolors';
import type { Finding } from '../../rules/finding';
import type { Severity } from '../../rules/rule';
import { visible } from '../../text/escape';
import type { Span } from '../../text/span';
import type { Report, Reporter } from './reporter';
import { environmentsOf, lineAt, placeOf } from './reporter';

type Colours = ReturnType<typeof createColors>;

/** Findings with code frames, and a summary in the last line. */
export const pretty: Reporter = (report) => {
  const c = createColors(report.colour);
  const blocks = report.findings.map((f) => block(report, f, c));
  return `${[...blocks, summary(report, c)].join('\n\n')}\n`;
};

function paint(c: Colours, severity: Severity): (text: string) => string {
  if (severity === 'error') return c.red;
  if (severity === 'warning') return c.yellow;
  return severity === 'info' ? c.cyan : c.gray;
}

function block(report: Report, f: Finding, c: Colours): string {
  const environments = environmentsOf(f);
  const where = environments.length > 0 ? c.gray(` (in ${environments.join(', ')})`) : '';
  const lines = [`${paint(c, f.severity)(c.bold(f.severity))} ${c.bold(visible(f.message))}${where} ${c.gray(`[${f.rule.id}]`)}`];
  lines.push(...frame(report, f.site, c, paint(c, f.severity), ''));
  for (const r of f.related.slice(0, 5)) lines.push(...frame(report, r.at, c, c.blue, visible(r.message)));
  const fix = f.fixes()[0];
  if (fix) lines.push(`  ${c.green('fix:')} ${visible(fix.title)}`);
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
  const [before, marked] = shown(text, start, Math.max(end, start + 1));
  return [
    `  ${c.gray(`${pad}╭─`)} ${visible(place.path)}:${place.line}:${place.column}`,
    `  ${c.gray(`${number} │`)} ${before.line}`,
    `  ${c.gray(`${pad} │`)} ${' '.repeat(marked.at)}${mark('^'.repeat(Math.max(1, marked.width)))}${note === '' ? '' : ` ${mark(note)}`}`,
  ];
}

/** The line cut to a readable width around the place, control characters visible, columns counted in what is shown. */
function shown(text: string, start: number, end: number): [{ line: string }, { at: number; width: number }] {
  const from = start > 100 ? start - 60 : 0;
  const to = Math.min(text.length, Math.max(end, from + 140));
  const lead = from > 0 ? '…' : '';
  const head = lead + visible(text.slice(from, start));
  const middle = visible(text.slice(start, Math.min(end, to)));
  const tail = visible(text.slice(Math.min(end, to), to)) + (to < text.length ? '…' : '');
  return [{ line: head + middle + tail }, { at: head.length, width: middle.length }];
}

function summary(report: Report, c: Colours): string {
  const counts = new Map<Severity, number>();
  for (const f of report.findings) counts.set(f.severity, (counts.get(f.severity) ?? 0) + 1);
  const files = report.snapshot.files.size;
  const of = `${files} file${files === 1 ? '' : 's'} and ${report.snapshot.contexts.length} stacks`;
  if (report.findings.length === 0) return `${c.green('No findings')} in ${of}.`;
  const names: readonly Severity[] = ['error', 'warning', 'info', 'hint'];
  const parts = names.flatMap((s) => {
    const n = counts.get(s) ?? 0;
    if (n === 0) return [];
    const word = s === 'info' ? 'info' : n === 1 ? s : `${s}s`;
    return [paint(c, s)(`${n} ${word}`)];
  });
  return `${parts.join(', ')} in ${of}.`;
}
