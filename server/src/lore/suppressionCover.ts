import type { SourceFile } from '../text/source';
import { positionAt } from '../text/source';
import type { Suppression } from './suppressions';
import { names, nextLine, suppressionsIn } from './suppressions';

/** Which suppressions a file has, ready to be asked. */
interface Cover {
  readonly whole: readonly Suppression[];
  readonly byLine: ReadonlyMap<number, readonly Suppression[]>;
  readonly ranges: readonly DisabledRange[];
}

/** A `disable`, with every `enable` behind it: the first that names a rule ends the range for that rule. */
interface DisabledRange {
  readonly start: Suppression;
  readonly ends: readonly Suppression[];
}

const covers = new WeakMap<SourceFile, Cover>();

function coverOf(file: SourceFile): Cover {
  const known = covers.get(file);
  if (known) return known;
  const all = suppressionsIn(file);
  const byLine = new Map<number, Suppression[]>();
  for (const s of all) {
    const line = lineOf(file, s);
    if (line !== undefined) byLine.set(line, [...(byLine.get(line) ?? []), s]);
  }
  const made: Cover = {
    whole: all.filter((s) => s.kind === 'file'),
    byLine,
    ranges: all.flatMap((start, i) =>
      start.kind === 'disable' ? [{ start, ends: all.slice(i + 1).filter((s) => s.kind === 'enable') }] : [],
    ),
  };
  covers.set(file, made);
  return made;
}

/** The one line that a suppression is about; `undefined` for those of a file or a range. */
export function lineOf(file: SourceFile, s: Suppression): number | undefined {
  if (s.kind === 'line') return s.line;
  return s.kind === 'next-line' ? nextLine(file, s.line) : undefined;
}

const NONE: readonly Suppression[] = [];

/** What takes away the findings of a rule at an offset and, for a range, what ends that range; nothing when they are to be shown. */
export function suppressionsOf(file: SourceFile, offset: number, rule: string): readonly Suppression[] {
  const { whole, byLine, ranges } = coverOf(file);
  if (whole.length + byLine.size + ranges.length === 0) return NONE;
  const { line } = positionAt(file, offset);
  const inRanges = ranges.flatMap(({ start, ends }) => {
    if (start.line > line || !names(start, rule)) return [];
    const end = ends.find((e) => names(e, rule));
    if (!end) return [start];
    return end.line > line ? [start, end] : [];
  });
  return [
    ...whole.filter((s) => names(s, rule)),
    ...(byLine.get(line) ?? []).filter((s) => names(s, rule)),
    ...inRanges,
  ];
}
