import type { CommandLine, EnvVar } from '../../facts';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { itemsOf, siteOf } from '../../syntax/tree';
import { expand } from './env';

/**
 * A list of words as the kubelet starts it, `$(VAR)` replaced. Absent when nothing is written: the image's then counts, as
 * it does for `command` (the image's entrypoint) when only `args` are given.
 */
export function readCommand(node: Node | undefined, vars: readonly EnvVar[]): CommandLine | undefined {
  if (node?.kind !== 'seq' || node.items.length === 0) return undefined;
  const known = new Map(vars.map((v) => [v.name, v]));
  const words = itemsOf(node).flatMap((item) => (item.kind === 'scalar' ? [expand(decoded(item), known).text] : []));
  return { form: 'exec', words, site: siteOf(node) };
}
