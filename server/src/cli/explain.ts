import { rules } from '../rules/list';
import { explanationOf } from '../rules/pages';
import { noSuchRule } from './options';

/** Prints the page of a rule; 0, or 2 when there is no such rule. */
export function explain(id: string): number {
  const rule = rules.find((r) => r.meta.id === id);
  if (!rule) {
    process.stderr.write(`portolan: ${noSuchRule(id)}\n`);
    return 2;
  }
  process.stdout.write(`${explanationOf(rule.meta)}\n`);
  return 0;
}
