import type { Suppression } from '../lore/suppressions';
import { suppressionsOf } from '../lore/suppressionCover';
import { suppressionsIn } from '../lore/suppressions';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { runRule } from './findings';
import type { Levels } from './levels';
import { levelAt } from './levels';

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
    const by = file ? suppressionsOf(file, f.site.start, f.rule.id) : [];
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
