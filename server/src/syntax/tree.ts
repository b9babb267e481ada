import type { MappedText, Traced } from '../text/mapped';
import { sliceMapped, traceAll } from '../text/mapped';
import type { Range, Span } from '../text/span';

/**
 * A located tree: what YAML and JSON files become. Plain immutable data; the library's nodes never leave the parser.
 * Ranges are offsets in `source.text`. Assembled trees (merged, patched, interpolated) are made of the same nodes, so
 * one tree may hold nodes of several files, and unchanged subtrees are shared by identity.
 */
export type Node = MapNode | SeqNode | ScalarNode | UnknownNode;

interface NodeBase extends Range {
  /** The text in which the node stands. */
  readonly source: MappedText;
  /** The node's tag as written (`!reset`), when it has one. */
  readonly tag?: string;
  /** Set when the node was reached through an alias or a merge key: its characters serve several places. */
  readonly shared?: true;
}

/** A mapping. Keys keep their order; a key written twice stands twice (see {@link get}). */
export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly flow: boolean;
}

/** One key and its value. */
export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

/** A sequence. */
export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  readonly items: readonly Node[];
  readonly flow: boolean;
}

/** How a scalar is written. JSON strings are `double`; an empty value is `plain` with an empty range. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What the YAML 1.2 core schema makes of a scalar. Quoted and block scalars are always `string`. */
export type ScalarType = 'string' | 'int' | 'float' | 'bool' | 'null';

/** A scalar. `value` is the decoded text (`"a\tb"` has a tab); for non-strings it is the text as written. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  readonly type: ScalarType;
  readonly style: ScalarStyle;
  /** Set by assembly when the value is not simply decoded from the range (interpolation, patches). */
  readonly decoded?: MappedText;
}

/** A value that is not known here: template text, an alias without anchor, an alias cycle. Never reported about. */
export interface UnknownNode extends NodeBase {
  readonly kind: 'unknown';
  readonly because: string;
}

/** Something that the parser could not read, at its place; the rest of the tree is there. */
export interface SyntaxProblem extends Range {
  readonly message: string;
}

/** The place of a node in a source file. */
export function siteOf(node: Node): Span {
  if (node.kind === 'scalar' && node.decoded) return node.decoded.whole;
  return spanIn(node.source, node.start, node.end);
}

/** A range of mapped text as the place in a source file where it is used. */
export function spanIn(source: MappedText, start: number, end: number): Span {
  const only = source.segments.length === 1 ? source.segments[0] : undefined;
  // The identity case is nearly every call; it needs no slicing.
  if (only && only.site.copy && !only.origin) {
    return { uri: only.site.uri, start: only.site.start + start, end: only.site.start + end };
  }
  return sliceMapped(source, start, end).whole;
}

/** The value under a key; the last one where the key stands twice, as the platforms read it. */
export function get(node: Node | undefined, key: string): Node | undefined {
  return entry(node, key)?.value;
}

/** The entry of a key; the last one where the key stands twice. */
export function entry(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined;
  for (let i = node.entries.length - 1; i >= 0; i--) {
    const e = node.entries[i] as Entry;
    if (e.key.value === key) return e;
  }
  return undefined;
}

/** The value at a path of keys; `undefined` as soon as one is missing or not a map. */
export function at(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let here = node;
  for (const key of path) here = get(here, key);
  return here;
}

/** The entries of a map, without the earlier twins of keys that stand twice; empty for anything else. */
export function entriesOf(node: Node | undefined): readonly Entry[] {
  if (node?.kind !== 'map') return [];
  const last = new Map<string, Entry>();
  for (const e of node.entries) last.set(e.key.value, e);
  return last.size === node.entries.length ? node.entries : [...last.values()];
}

/** The items of a sequence; empty for anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'seq' ? node.items : [];
}

/** The scalar itself when the node is one and not null (`~`, `null`, nothing). */
export function scalar(node: Node | undefined): ScalarNode | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? node : undefined;
}

/** The decoded text of a non-null scalar. */
export function textOf(node: Node | undefined): string | undefined {
  return scalar(node)?.value;
}

/** Whether a node says nothing: absent, or null as YAML reads an empty value. */
export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.type === 'null');
}

/** Whether the scalar is `true` as YAML 1.2 reads it. */
export function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'bool' && node.value.toLowerCase() === 'true';
}

/** Site, origins and way of a whole node. */
export function traceNode(node: Node): Traced {
  if (node.kind === 'scalar' && node.decoded) return traceAll(node.decoded);
  const part = sliceMapped(node.source, node.start, node.end);
  return traceAll(part);
}
