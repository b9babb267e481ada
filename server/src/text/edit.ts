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

/** Edits of many sources that can be made at once. */
export interface GatheredEdits {
  /** Takes edits in, all or none: whether they meet none that are there. What is there already in the same words is taken. */
  add(edits: readonly TextEdit[]): boolean;
  /** In order of place. */
  all(): readonly TextEdit[];
}

/** Begins to gather edits; as {@link mergeEdits} of all of them, without looking at all of them for each. */
export function gatherEdits(): GatheredEdits {
  const files = new Map<Uri, TextEdit[]>();
  const placeIn = (list: readonly TextEdit[], e: TextEdit): number => {
    let [from, to] = [0, list.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareSpans(list[middle] as TextEdit, e) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const isSame = (a: TextEdit | undefined, b: TextEdit): boolean => a?.start === b.start && a.end === b.end;
  const fits = (e: TextEdit): boolean => {
    const list = files.get(e.uri) ?? [];
    const at = placeIn(list, e);
    const [before, behind] = [list[at - 1], list[at]];
    if (isSame(behind, e)) return behind?.newText === e.newText;
    return (!before || before.end <= e.start) && (!behind || e.end <= behind.start);
  };
  return {
    add(edits) {
      const own = mergeEdits(edits);
      if (!own?.every(fits)) return false;
      for (const e of own) {
        const list = files.get(e.uri) ?? [];
        files.set(e.uri, list);
        const at = placeIn(list, e);
        if (!isSame(list[at], e)) list.splice(at, 0, e);
      }
      return true;
    },
    all: () => [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, list]) => list),
  };
}
