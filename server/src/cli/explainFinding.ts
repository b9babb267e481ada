import path from 'node:path';
import type { Evidence, Explanation } from '../../../shared/src/explain';
import { explain, findingsToExplain } from '../features/explain/explain';
import { visible } from '../text/escape';
import { offsetAt } from '../text/source';
import type { Span } from '../text/span';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import type { Place, Report } from './reporters/reporter';
import { jsonText, lineOf, placeOf } from './reporters/reporter';
import { UsageError, analyse } from './run';

/** Flags of `portolan explain`, which are for findings. */
export interface ExplainOptions {
  readonly root?: string;
  readonly format: string;
}

/** `compose.yaml:12`, `compose.yaml:12:7`; the file, the one-based line and column. `undefined` for anything else. */
export function placeIn(
  text: string,
): { readonly file: string; readonly line: number; readonly column?: number } | undefined {
  const m = /^(.+?):([1-9]\d{0,7})(?::([1-9]\d{0,7}))?$/.exec(text);
  if (!m) return undefined;
  return { file: m[1] as string, line: Number(m[2]), ...(m[3] === undefined ? {} : { column: Number(m[3]) }) };
}

/** Prints why the findings at a place are reported; 0, or 1 where there is none. */
export async function explainFindings(
  { file, line, column }: NonNullable<ReturnType<typeof placeIn>>,
  options: ExplainOptions,
  host: CliHost,
): Promise<number> {
  const places = placesOf([file], options.root, host);
  const [uri] = places.paths;
  if (uri === undefined) throw new UsageError(`${visible(file)} is a folder; name a file and a line.`);
  // Findings of folders with test data too: who names a line wants to know.
  const { snapshot } = await analyse(host, places, { checkFixtures: true });
  const text = snapshot.files.get(uri);
  const offset = text && offsetAt(text, { line: line - 1, character: (column ?? 1) - 1 });
  const found = offset === undefined ? [] : findingsToExplain(snapshot, uri, offset);
  if (found.length === 0) {
    process.stderr.write(`portolan: there is no finding at ${visible(path.basename(file))}:${line}.\n`);
    return ExitCode.findings;
  }
  const told = found.map((f) => explain(snapshot, f));
  const report = { snapshot, root: places.root };
  process.stdout.write(options.format === 'json' ? asJson(told, report) : asText(told, report));
  return ExitCode.clean;
}

type Where = Pick<Report, 'snapshot' | 'root'>;

function asText(told: readonly Explanation<Span>[], where: Where): string {
  return told.map(({ rule, severity, claim }) => `${severity} ${rule}\n${treeOf(claim, where, '', '')}`).join('\n');
}

/** A node and all under it, one line each, with the lines that join them. */
function treeOf(evidence: Evidence<Span>, where: Where, first: string, rest: string): string {
  const { text, at, children } = evidence;
  const place = at && placeOf(where, at);
  const suffix = place ? `  ${visible(place.path)}:${place.line}:${place.column}` : '';
  const lines = children.map((child, i) => {
    const isLast = i === children.length - 1;
    return treeOf(child, where, `${rest}${isLast ? '└─ ' : '├─ '}`, `${rest}${isLast ? '   ' : '│  '}`);
  });
  return `${first}${lineOf(text)}${suffix}\n${lines.join('')}`;
}

function asJson(told: readonly Explanation<Span>[], where: Where): string {
  const inPlaces = ({ kind, text, at, children }: Evidence<Span>): Evidence<Place> => ({
    kind,
    text,
    ...(at ? { at: placeOf(where, at) } : {}),
    children: children.map(inPlaces),
  });
  return jsonText({ version: 1, findings: told.map((t) => ({ ...t, claim: inPlaces(t.claim) })) });
}
