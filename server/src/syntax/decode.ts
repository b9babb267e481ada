import type { MappedText, Place, Segment } from '../text/mapped';
import { concatMapped, mapLazily, sliceMapped } from '../text/mapped';
import type { ScalarNode } from './tree';
import { spanIn } from './tree';

/**
 * The decoded value of a scalar, every character mapped back through quotes, escapes, folding and indentation to where
 * it stands. An assembled scalar (interpolated, patched) gives what assembly made of it.
 */
export function decoded(node: ScalarNode): MappedText {
  if (node.decoded) return node.decoded;
  const raw = node.source.text.slice(node.start, node.end);
  const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
  if (raw.length - 2 * quote === node.value.length && raw.startsWith(node.value, quote)) {
    return sliceMapped(node.source, node.start + quote, node.start + quote + node.value.length);
  }
  if (node.value === '') return { text: '', segments: [], whole: spanIn(node.source, node.start, node.end) };
  if (node.style === 'double') return project(node, alignEscapes(raw, node.value));
  // Where each line of a text stands is only asked for where something is found in it: most texts hold nothing.
  return mapLazily(
    node.value,
    spanIn(node.source, node.start, node.end),
    () => project(node, alignLoosely(raw, node.value, node.style !== 'plain' && quote === 0)).segments,
  );
}

/** A piece of the value: `[at, next)` stands at `[start, end)` of the raw text, character by character or as a whole. */
interface Run {
  readonly at: number;
  readonly start: number;
  end: number;
  readonly copy: boolean;
}

function project(node: ScalarNode, runs: readonly Run[]): MappedText {
  const pieces: MappedText[] = [];
  for (let i = 0; i < runs.length; i++) {
    const r = runs[i] as Run;
    const to = runs[i + 1]?.at ?? node.value.length;
    if (r.copy) {
      pieces.push(sliceMapped(node.source, node.start + r.start, node.start + r.start + (to - r.at)));
      continue;
    }
    const whole = spanIn(node.source, node.start + r.start, node.start + r.end);
    const site: Place = { ...whole, copy: false };
    const segment: Segment = { at: 0, site };
    pieces.push({ text: node.value.slice(r.at, to), segments: [segment], whole });
  }
  return concatMapped(pieces, spanIn(node.source, node.start, node.end));
}

function push(runs: Run[], at: number, start: number, end: number, copy: boolean): void {
  const last = runs.at(-1);
  if (last && copy && last.copy && last.start + (at - last.at) === start) {
    last.end = end;
    return;
  }
  runs.push({ at, start, end, copy });
}

const LONG_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Double-quoted text: escapes map as a whole, line folds as white space, the rest character by character. */
function alignEscapes(raw: string, value: string): readonly Run[] {
  const runs: Run[] = [];
  let j = 1;
  let i = 0;
  while (i < value.length && j < raw.length - 1) {
    const c = raw[j] as string;
    if (c === '\\') {
      const kind = raw[j + 1] ?? '';
      const folded = /^\\\r?\n[ \t]*/.exec(raw.slice(j));
      if (folded) {
        j += folded[0].length;
        continue;
      }
      const length = 2 + (LONG_ESCAPES[kind] ?? 0);
      const made = kind === 'U' && (value.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
      push(runs, i, j, j + length, false);
      i += made;
      j += length;
    } else if (c === value[i] && c !== '\n') {
      push(runs, i, j, j + 1, true);
      i++;
      j++;
    } else [i, j] = foldSpace(runs, raw, value, i, j);
  }
  return runs;
}

/** White space of the value against a run of white space of the raw text; at least one of both moves on. */
function foldSpace(runs: Run[], raw: string, value: string, i: number, j: number): [number, number] {
  let k = j;
  while (k < raw.length && /\s/.test(raw[k] as string)) k++;
  let v = i;
  while (v < value.length && /\s/.test(value[v] as string)) v++;
  if (v > i) push(runs, i, j, Math.max(k, j + 1), false);
  return [v, Math.max(k, j + 1)];
}

/** Plain, single-quoted and block text: the raw text is the value plus white space, doubled quotes and a header. */
function alignLoosely(raw: string, value: string, block: boolean): readonly Run[] {
  const runs: Run[] = [];
  let j = block ? Math.max(0, raw.indexOf('\n') + 1) : 0;
  const single = !block && raw.startsWith("'");
  if (single) j = 1;
  let i = 0;
  while (i < value.length && j < raw.length) {
    // Equal characters in one go; only a quote may be doubled.
    const length = commonLength(raw, j, value, i, single);
    if (length > 0) {
      push(runs, i, j, j + length, true);
      i += length;
      j += length;
      continue;
    }
    const c = raw[j] as string;
    if (c === value[i]) {
      const doubled = raw[j + 1] === "'";
      push(runs, i, j, j + 1, !doubled);
      i++;
      j += doubled ? 2 : 1;
    } else if (/\s/.test(value[i] as string) && /\s/.test(c)) [i, j] = foldSpace(runs, raw, value, i, j);
    else j++;
  }
  if (i < value.length) push(runs, i, Math.max(0, raw.length - 1), raw.length, false);
  return runs;
}

/** How many characters from `j` and from `i` on are the same; in single quotes only up to the next quote. */
function commonLength(raw: string, j: number, value: string, i: number, single: boolean): number {
  const limit = Math.min(raw.length - j, value.length - i);
  let n = 0;
  for (; n < limit; n++) {
    const c = raw.charCodeAt(j + n);
    if (c !== value.charCodeAt(i + n) || (single && c === 39)) break;
  }
  return n;
}
