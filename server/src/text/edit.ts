import type { Span, Uri } from './span';
import { compareSpans } from './span';

/** Replaces `[start, end)` of a file by `newText`; an insertion when `start === end`. Offsets are UTF-16. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** An edit from a span. */
export function replace(at: Span, newText: string): TextEdit {
  return { uri: at.uri, start: at.start, end: at.end, newText };
}

/**
 * Edits in order of place, exact duplicates once; `undefined` when two overlap or stand at one point with different
 * text, since then no order of applying them is right.
 */
export function mergeEdits(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const sorted = [...edits].sort(compareSpans);
  const out: TextEdit[] = [];
  for (const e of sorted) {
    const last = out.at(-1);
    if (last && last.uri === e.uri) {
      if (last.start === e.start && last.end === e.end && last.newText === e.newText) continue;
      if (e.start < last.end || (e.start === last.start && e.end === last.end)) return undefined;
    }
    out.push(e);
  }
  return out;
}

/** The text after edits that belong to `uri`. Edits of other files and edits outside the text are passed over. */
export function applyEdits(text: string, uri: Uri, edits: readonly TextEdit[]): string {
  const mine = mergeEdits(edits.filter((e) => e.uri === uri && e.start <= e.end && e.end <= text.length)) ?? [];
  let out = '';
  let at = 0;
  for (const e of mine) {
    out += text.slice(at, e.start) + e.newText;
    at = e.end;
  }
  return out + text.slice(at);
}
