import type { Finding } from '../rules/finding';
import type { Context } from '../stacks/stack';

/** Environments in which a finding holds, sorted; empty when none has a name. */
export function environmentsOf(finding: Finding): readonly string[] {
  return [...new Set(finding.contexts.flatMap((c) => (c.environment ? [c.environment] : [])))].sort();
}

/**
 * Deployments to which a finding is limited, sorted: environments, and charts with values that are for none, such as those of
 * `ci`. Empty when it also holds in a deployment without a name of its own, such as a chart with its own values.
 */
export function limitedTo(finding: Finding): readonly string[] {
  const names = finding.contexts.map((c) => c.environment ?? (hasOtherValues(c) ? c.name : undefined));
  return names.includes(undefined) ? [] : [...new Set(names.flatMap((n) => n ?? []))].sort();
}

/** Whether a chart is rendered with more than its own values; then its name says with which: `charts/web (ci/tls-values.yaml)`. */
function hasOtherValues({ rendered, name }: Context): boolean {
  return rendered !== undefined && name.endsWith(')');
}
