import type { Finding } from '../rules/finding';

/** Environments in which a finding holds, sorted; empty when none has a name. */
export function environmentsOf(finding: Finding): readonly string[] {
  return [...new Set(finding.contexts.flatMap((c) => (c.environment ? [c.environment] : [])))].sort();
}

/**
 * Environments to which a finding is limited; empty when it also holds in a deployment that is for none in particular, such as
 * a chart with its own values.
 */
export function limitedTo(finding: Finding): readonly string[] {
  return finding.contexts.some((c) => c.environment === undefined) ? [] : environmentsOf(finding);
}
