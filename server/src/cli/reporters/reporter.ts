import type { Snapshot } from '../../features/snapshot';
import type { Finding } from '../../rules/finding';
import { lineText, positionAt } from '../../text/source';
import type { Span } from '../../text/span';
import type { Uri } from '../../text/span';

/** What a reporter writes about. */
export interface Report {
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
  readonly root: Uri;
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
  return { path, line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
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

/** Environments in which a finding holds, sorted; empty when none has a name. */
export function environmentsOf(finding: Finding): readonly string[] {
  return [...new Set(finding.contexts.flatMap((c) => (c.environment ? [c.environment] : [])))].sort();
}
