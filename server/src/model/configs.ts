import type { Fact } from '../facts';

/** Facts with the values that objects take from each other (ConfigMaps) put in their places. */
export function withConfigs(facts: readonly Fact[]): readonly Fact[] {
  return facts;
}
