import { limitedTo } from '../../features/environments';
import type { Snapshot } from '../../features/snapshot';
import type { Finding } from '../../rules/finding';
import { shortVisible, visible } from '../../text/escape';
import { lineText, positionAt } from '../../text/source';
import type { Skipped } from '../../workspace/files';
import type { Span, Uri } from '../../text/span';

/** What a reporter writes about. */
export interface Report {
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
  /** Findings that `--min-severity` hides. */
  readonly hidden: number;
  /** Findings that a baseline knows. */
  readonly known: number;
  /** What could not be read; what is left out by design is not among it. */
  readonly left: readonly Skipped[];
  readonly root: Uri;
  /** What programs that look from further above put before each path: empty, or folders with a slash at the end. */
  readonly prefix: string;
  readonly colour: boolean;
  readonly version: string;
}

/** Findings as text; the same findings give the same text on every run. */
export type Reporter = (report: Report) => string;

/** A place as people and tools name it: path below the root with `/`, one-based line and column (UTF-16). */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The place of a span; line 1, column 1 when its text is not known. */
export function placeOf(report: Pick<Report, 'snapshot' | 'root'>, at: Span): Place {
  const file = report.snapshot.files.get(at.uri);
  const path = pathOf(report.root, at.uri);
  if (!file) return { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const start = positionAt(file, at.start);
  const end = positionAt(file, at.end);
  return {
    path,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A file's path below the root, decoded. */
export function pathOf(root: Uri, uri: Uri): string {
  const relative = uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri;
  try {
    return decodeURIComponent(relative);
  } catch {
    return relative;
  }
}

/** The text of a one-based line of a file; empty when not known. */
export function lineAt(report: Pick<Report, 'snapshot'>, uri: Uri, line: number): string {
  const file = report.snapshot.files.get(uri);
  return file ? lineText(file, line - 1) : '';
}

/** Longest message that is shown: values in it come from files. */
const MESSAGE_LIMIT = 1000;

/** The message of a finding or of a related place: one line of bounded length without control characters. */
export function lineOf(message: string): string {
  return shortVisible(message, MESSAGE_LIMIT);
}

/** The message of a finding with the environments in which it holds, as an editor shows it. */
export function messageOf(finding: Finding): string {
  const environments = limitedTo(finding);
  return lineOf(finding.message) + (environments.length > 0 ? ` (in ${environments.map(visible).join(', ')})` : '');
}

/** A value as JSON in which every character that a terminal would act upon is escaped; ends with a line break. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // JSON.stringify has escaped the ASCII ones; what is left between its own line breaks stands inside strings.
  return `${text.replace(/[^\n]+/g, (line) => visible(line))}\n`;
}
