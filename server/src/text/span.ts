/** The address of a file as the editor gives it: an absolute URI such as `file:///repo/compose.yaml`. */
export type Uri = string;

/** A half-open range of UTF-16 offsets, `0 ≤ start ≤ end ≤ text.length`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A range in one source file. */
export interface Span extends Range {
  readonly uri: Uri;
}

/** Whether `offset` lies in the range; the end counts too, so that a cursor behind the last character is inside. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Whether two spans are of the same file and share a character, or are equal (also when empty). */
export function overlaps(a: Span, b: Span): boolean {
  if (a.uri !== b.uri) return false;
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}

/** Order by file, then start, then end. Stable over runs: plain code-unit comparison, no locale. */
export function compareSpans(a: Span, b: Span): number {
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

/** A text key for a span, usable in maps. */
export function spanKey(s: Span): string {
  return `${s.uri}#${s.start}-${s.end}`;
}
