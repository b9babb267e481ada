import type { NamedRule, Suppression } from '../lore/suppressions';
import { names } from '../lore/suppressions';
import { say } from '../text/say';
import type { SuppressionRule, SuppressionUse } from './rule';
import { fixOf } from './rule';
import { withoutComment, withoutNames } from './suppressionFixes';

interface Data {
  readonly suppression: Suppression;
  readonly gone: readonly NamedRule[];
  /** The other end of its range, when that is of no use either or would not be. */
  readonly other?: Suppression;
}

/** A comment leaves findings alone that are not there. */
export const unusedSuppression: SuppressionRule<Data> = {
  scope: 'suppressions',
  meta: {
    id: 'unused-suppression',
    summary: 'A comment leaves a finding alone that is not there.',
    category: 'hygiene',
    severity: 'info',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The mistake was mended, or the comment has moved away from its line. What is left would hide the next mistake of its kind.',
      howToFix: 'Delete the comment, or the rule from its brackets.',
      whenToIgnore:
        'When the finding comes and goes with something that is not in the repository. Left alone on purpose: comments about rules that are off, in files that are no part of a stack, and in folders of test data.',
    },
  },
  *check(uses) {
    for (const use of uses) {
      const { suppression } = use;
      const other = otherEnd(suppression, uses);
      // As long as its range is good for something, nobody may take its end away.
      if (suppression.kind === 'enable' && other && !isUseless(other)) continue;
      const both = other && isUseless(other) && listOf(other.suppression) === listOf(suppression);
      const data = (gone: readonly NamedRule[]) => ({
        suppression,
        gone,
        ...(both ? { other: other.suppression } : {}),
      });
      if (isUseless(use)) {
        yield {
          site: suppression.site,
          message: say`${WHERE[suppression.kind]} is nothing for this comment to leave alone. Delete it.`,
          certainty: 'certain',
          related: [],
          data: data(suppression.rules ?? []),
        };
        continue;
      }
      for (const rule of suppression.rules ?? []) {
        if (!isSpare(use, rule)) continue;
        yield {
          site: rule.site,
          message: say`${WHERE[suppression.kind]} is no finding of \`${rule.id}\` to leave alone. Take it out of the brackets.`,
          certainty: 'certain',
          related: [],
          data: { suppression, gone: [rule], ...orphan(suppression, rule, uses) },
        };
      }
    }
  },
  fix({ suppression, gone, other }) {
    const rest = other ? withoutComment(other) : [];
    const own = suppression.rules
      ? withoutNames(suppression, gone)
      : fixOf(say`Delete the comment`, withoutComment(suppression), true);
    return own.map((fix) => ({
      ...fix,
      title: other && fix.title === 'Delete the comment' ? say`Delete both comments` : fix.title,
      changes: [...fix.changes, ...rest],
    }));
  },
};

const WHERE: Readonly<Record<Suppression['kind'], string>> = {
  line: say`On this line there`,
  'next-line': say`On the next line there`,
  file: say`In this file there`,
  disable: say`Behind it there`,
  enable: say`Before it there`,
};

function isSpare({ used, judged }: SuppressionUse, { id }: NamedRule): boolean {
  return !used.has(id) && judged.has(id);
}

/** Nothing that it names was found, and all that it names is looked for. */
function isUseless(use: SuppressionUse): boolean {
  const { rules } = use.suppression;
  if (rules === undefined) return use.used.size === 0;
  return rules.length > 0 && rules.every((r) => isSpare(use, r));
}

/** The `enable` that ends the range of a `disable`, or the `disable` that an `enable` ends. */
function otherEnd({ kind, line, rules }: Suppression, uses: readonly SuppressionUse[]): SuppressionUse | undefined {
  const meets = (s: Suppression) => rules === undefined || rules.some((r) => names(s, r.id));
  if (kind === 'disable') return uses.find(({ suppression: s }) => s.kind === 'enable' && s.line > line && meets(s));
  if (kind !== 'enable') return undefined;
  return uses.findLast(({ suppression: s }) => s.kind === 'disable' && s.line < line && meets(s));
}

/** The `enable` that is left without a use when a `disable` no longer names the one rule that it ends. */
function orphan(start: Suppression, rule: NamedRule, uses: readonly SuppressionUse[]): Pick<Data, 'other'> {
  if (start.kind !== 'disable') return {};
  const end = otherEnd({ ...start, rules: [rule] }, uses)?.suppression;
  return end && listOf(end) === rule.id ? { other: end } : {};
}

function listOf({ rules }: Suppression): string {
  return (rules ?? [])
    .map((r) => r.id)
    .sort()
    .join(' ');
}
