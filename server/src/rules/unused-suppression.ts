import type { NamedRule, Suppression } from '../lore/suppressions';
import { names } from '../lore/suppressions';
import type { SuppressionRule, SuppressionUse } from './rule';
import { fixOf } from './rule';
import { withoutComment, withoutNames } from './suppressionFixes';

interface Data {
  readonly suppression: Suppression;
  readonly gone: readonly NamedRule[];
  /** For a `disable`: the comment that ends its range and nothing else. */
  readonly end?: Suppression;
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
      const end = suppression.kind === 'disable' ? endOf(suppression, uses) : undefined;
      const data = (gone: readonly NamedRule[]) => ({ suppression, gone, ...(end ? { end } : {}) });
      if (isUseless(use)) {
        yield {
          site: suppression.site,
          message: `${WHERE[suppression.kind]} is nothing for this comment to leave alone. Delete it.`,
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
          message: `${WHERE[suppression.kind]} is no finding of \`${rule.id}\` to leave alone. Take it out of the brackets.`,
          certainty: 'certain',
          related: [],
          data: data([rule]),
        };
      }
    }
  },
  fix({ suppression, gone, end }) {
    if (end) return fixOf('Delete both comments', [...withoutComment(suppression), ...withoutComment(end)], true);
    return suppression.rules
      ? withoutNames(suppression, gone)
      : fixOf('Delete the comment', withoutComment(suppression), true);
  },
};

const WHERE: Readonly<Record<Suppression['kind'], string>> = {
  line: 'On this line there',
  'next-line': 'On the next line there',
  file: 'In this file there',
  disable: 'Behind it there',
  enable: 'Before it there',
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

/** The comment that ends the range of a `disable`, when it names the same and no other range needs it. */
function endOf(start: Suppression, uses: readonly SuppressionUse[]): Suppression | undefined {
  const same = (s: Suppression) => listOf(s) === listOf(start);
  const behind = uses.map((u) => u.suppression).filter((s) => s.line > start.line);
  const end = behind.find((s) => s.kind === 'enable' && (start.rules ?? [undefined]).some((r) => !r || names(s, r.id)));
  return end && same(end) ? end : undefined;
}

function listOf({ rules }: Suppression): string {
  return (rules ?? [])
    .map((r) => r.id)
    .sort()
    .join(' ');
}
