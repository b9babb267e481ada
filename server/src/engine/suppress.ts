import type { Suppression } from '../lore/suppressions';
import { names, nextLine, suppressionsIn } from '../lore/suppressions';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import type { SourceFile } from '../text/source';
import { positionAt } from '../text/source';
import type { Uri } from '../text/span';
import { runRule } from './findings';
import type { Levels } from './levels';
import { levelAt } from './levels';

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
    if (s.kind !== 'line' && s.kind !== 'next-line') continue;
    const line = s.kind === 'line' ? s.line : nextLine(file, s.line);
    byLine.set(line, [...(byLine.get(line) ?? []), s]);
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

/** What takes a finding away, and, for a range, what ends that range; nothing when it is to be shown. */
function suppressionsOf(finding: Finding, file: SourceFile): readonly Suppression[] {
  const { id } = finding.rule;
  const { whole, byLine, ranges } = coverOf(file);
  if (whole.length + byLine.size + ranges.length === 0) return NONE;
  const { line } = positionAt(file, finding.site.start);
  const inRanges = ranges.flatMap(({ start, ends }) => {
    if (start.line > line || !names(start, id)) return [];
    const end = ends.find((e) => names(e, id));
    if (!end) return [start];
    return end.line > line ? [start, end] : [];
  });
  return [...whole.filter((s) => names(s, id)), ...(byLine.get(line) ?? []).filter((s) => names(s, id)), ...inRanges];
}

const NONE: readonly Suppression[] = [];

/** What suppressions leave of findings, and for what each of them was good. */
export interface Suppressed {
  readonly findings: readonly Finding[];
  /** The ids of the rules that each suppression took findings of, as far as it took any. */
  readonly used: ReadonlyMap<Suppression, ReadonlySet<string>>;
}

/** Takes away the findings that comments ask to leave alone (lore/suppressions.ts). */
export function suppress(findings: readonly Finding[], fileOf: (uri: Uri) => SourceFile | undefined): Suppressed {
  const used = new Map<Suppression, Set<string>>();
  const kept = findings.filter((f) => {
    const file = fileOf(f.site.uri);
    const by = file ? suppressionsOf(f, file) : NONE;
    for (const s of by) used.set(s, (used.get(s) ?? new Set<string>()).add(f.rule.id));
    return by.length === 0;
  });
  return { findings: kept, used };
}

/** What judging needs of the engine. */
export interface Judging {
  readonly rules: readonly Rule[];
  readonly levels: Levels;
  readonly onError: (rule: string, error: unknown) => void;
}

/** Runs the rules about suppressions over those of some files. */
export function suppressionFindings(
  files: Iterable<SourceFile>,
  used: Suppressed['used'],
  { rules, levels, onError }: Judging,
): readonly Finding[] {
  const known = new Set(rules.map((r) => r.meta.id));
  const own = rules.filter((r) => r.scope === 'suppressions');
  const out: Finding[] = [];
  for (const file of files) {
    // What a comment says of comments is judged too late to be found without a use.
    const judged = new Set(
      rules
        .filter((r) => r.scope !== 'suppressions' && levelAt(r.meta, file.uri, levels).level !== 'off')
        .map((r) => r.meta.id),
    );
    const uses = suppressionsIn(file).map((suppression) => {
      return { suppression, used: used.get(suppression) ?? new Set<string>(), known, judged };
    });
    for (const r of own) out.push(...runRule(r, uses, levels, onError));
  }
  return out;
}
