import type { Evidence } from '../../../../shared/src/explain';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';

/** Evidence whose places are spans of files of the snapshot. */
export type Node = Evidence<Span>;

/** A leaf, or a node over others. */
export function node(kind: Node['kind'], text: string, at?: Span, children: readonly Node[] = []): Node {
  return { kind, text, ...(at ? { at } : {}), children };
}

/** A heading over what is there; nothing when nothing is. Each thing once. */
export function group(text: string, children: readonly Node[]): readonly Node[] {
  const once = [...new Map(children.map((c) => [keyOf(c), c])).values()];
  return once.length > 0 ? [node('group', text, undefined, once)] : [];
}

function keyOf({ kind, text, at }: Node): string {
  return `${kind} ${text} ${at ? spanKey(at) : ''}`;
}
