import { rules } from '../rules/list';
import { rulePage } from '../rules/pages';
import { noSuchRule } from './options';

/** Prints the page of a rule; 0, or 2 when there is no such rule. */
export function explain(id: string): number {
  const rule = rules.find((r) => r.meta.id === id);
  if (!rule) {
    process.stderr.write(`portolan: ${noSuchRule(id)}\n`);
    return 2;
  }
  const { meta } = rule;
  const severity = meta.severity === 'off' ? 'off unless configured' : `at most ${meta.severity}`;
  const parts = [
    `${meta.id} (${meta.category}, ${severity}${meta.fixable ? ', fixable' : ''})`,
    meta.summary,
    `Why\n${meta.docs.why}`,
    `How to fix\n${meta.docs.howToFix}`,
    `When to ignore\n${meta.docs.whenToIgnore}`,
    `To leave a line alone: # portolan: ignore[${meta.id}] reason\n${rulePage(meta.id)}`,
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
  return 0;
}
