import { explanationOf, rulePage } from '../../rules/pages';
import type { RuleMeta } from '../../rules/rule';
import type { Answer, Asked, Question, Refused } from './question';
import { answered, noSuch } from './question';
import type { InputOf } from './schema';
import { FLAG, TEXT, recordOf } from './schema';

const INPUT = {
  type: 'object',
  properties: { rule: { type: 'string', description: 'Id of the rule, such as `host-port-collision`.' } },
  required: ['rule'],
  additionalProperties: false,
} as const;

/** Explains a rule. */
export const explainRule: Question<typeof INPUT> = {
  name: 'explain_rule',
  title: 'Explain a rule',
  summary: 'Says what a rule reports, why it matters, how to mend it, and when to leave it alone.',
  description:
    'Explains one of the rules by which findings are made: what it reports, why that matters on the platform, how to mend it, when to ignore it, and the comment that leaves one line alone. Ask it when a finding of list_findings is not clear, or before you silence one.',
  input: INPUT,
  output: recordOf({
    rule: TEXT,
    category: TEXT,
    severity: TEXT,
    fixable: FLAG,
    summary: TEXT,
    why: TEXT,
    howToFix: TEXT,
    whenToIgnore: TEXT,
    comment: TEXT,
    page: TEXT,
  }),
  answer,
};

function answer({ rules }: Asked, { rule = '' }: InputOf<typeof INPUT>): Answer {
  const meta = rules.find((r) => r.id === rule.trim().toLowerCase());
  if (!meta) return noSuchRule(rule, rules);
  const { id, category, severity, fixable, summary, docs } = meta;
  const comment = `# portolan: ignore[${id}] reason`;
  const data = { rule: id, category, severity, fixable, summary, ...docs, comment, page: rulePage(id) };
  return answered(data, [explanationOf(meta)]);
}

/** Says that there is no such rule, with the one that may be meant. */
export function noSuchRule(id: string, rules: readonly RuleMeta[]): Refused {
  return noSuch(
    'rule',
    id,
    rules.map((r) => r.id),
  );
}
