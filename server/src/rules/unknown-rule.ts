import type { NamedRule, Suppression } from '../lore/suppressions';
import { nearestName } from '../lore/portNames';
import { say } from '../text/say';
import type { SuppressionRule } from './rule';
import { fixOf } from './rule';
import { withoutNames } from './suppressionFixes';

interface Data {
  readonly suppression: Suppression;
  readonly rule: NamedRule;
  readonly near?: string;
}

/** A comment names a rule that does not exist. */
export const unknownRule: SuppressionRule<Data> = {
  scope: 'suppressions',
  meta: {
    id: 'unknown-rule',
    summary: 'A comment that is to leave a finding alone names a rule that does not exist.',
    category: 'hygiene',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The comment has no effect: the finding that it is about is still reported, or comes back one day when it was thought to be dealt with.',
      howToFix: 'Write the id as the finding shows it, in brackets behind the message or as its code.',
      whenToIgnore: 'Never. Comments in files that are no part of a stack are left alone.',
    },
  },
  *check(uses) {
    for (const { suppression, known } of uses) {
      for (const rule of suppression.rules ?? []) {
        if (known.has(rule.id)) continue;
        const near = nearestName(rule.id, [...known]);
        yield {
          site: rule.site,
          message: say`There is no rule \`${rule.id}\`, so this comment leaves nothing alone. ${near === undefined ? say`Delete it, or write the id of the finding.` : say`Did you mean \`${near}\`?`}`,
          certainty: 'certain',
          related: [],
          data: { suppression, rule, ...(near === undefined ? {} : { near }) },
        };
      }
    }
  },
  fix: ({ suppression, rule, near }) => [
    ...(near === undefined ? [] : fixOf(say`Write \`${near}\``, [{ kind: 'rewrite', at: rule.site, text: near }])),
    ...withoutNames(suppression, [rule]).map((f) => ({ ...f, safe: false })),
  ],
};
