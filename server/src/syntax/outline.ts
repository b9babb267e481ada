import type { Range } from '../text/span';
import type { SourceFile } from '../text/source';
import { documentsOf, parseDocumentText } from './documents';
import type { FlatTree } from './flat';
import { NodeFlag } from './flat';

/*
 * The tree of a file as it is written: aliases stay aliases and merge keys stay keys. Edits look at it, since they must
 * know which characters are whose; everything else reads the tree that means something (tree.ts).
 */

/** A node as written. `children` of a map are key, value, key, value …. Offsets are of the file. */
export interface OutlineNode extends Range {
  readonly kind: 'map' | 'seq' | 'alias' | 'scalar' | 'unknown';
  readonly flow: boolean;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly json: boolean;
  /** Name of its anchor, or of the anchor that an alias stands for. */
  readonly anchor?: string;
  readonly parent: OutlineNode | undefined;
  /** Place among the parent's children. */
  readonly index: number;
  readonly children: readonly OutlineNode[];
}

const WORDS = 6;

/** The outlines of those documents of a YAML or JSON file in which one of the places lies, in order. */
export function outlinesOf(file: SourceFile, places: readonly Range[]): readonly OutlineNode[] {
  const touched = documentsOf(file).filter((d) => places.some((p) => p.start <= d.end && d.start <= p.end));
  return touched.flatMap((d) => {
    const { tree } = parseDocumentText(file.text.slice(d.start, d.end), d.head.json);
    return tree.nodes.length === 0 ? [] : [outline(tree, d.start, d.head.json)];
  });
}

function outline(flat: FlatTree, base: number, json: boolean): OutlineNode {
  const build = (at: number, parent: OutlineNode | undefined, index: number): OutlineNode => {
    const w = flat.nodes;
    const flags = w[at] as number;
    const children: OutlineNode[] = [];
    const node: OutlineNode = {
      kind: kindOf(flags),
      flow: (flags & NodeFlag.flow) !== 0,
      style: styleOf(flags),
      json,
      start: base + (w[at + 1] as number),
      end: base + (w[at + 2] as number),
      ...anchorOf(flat, at, flags),
      parent,
      index,
      children,
    };
    const end = at + (w[at + 3] as number) * WORDS;
    for (let c = at + WORDS; c < end; c += (w[c + 3] as number) * WORDS) children.push(build(c, node, children.length));
    return node;
  };
  return build(0, undefined, 0);
}

function kindOf(flags: number): OutlineNode['kind'] {
  switch (flags & NodeFlag.kindMask) {
    case NodeFlag.map:
      return 'map';
    case NodeFlag.seq:
      return 'seq';
    case NodeFlag.alias:
      return 'alias';
    case NodeFlag.unknown:
      return 'unknown';
    default:
      return 'scalar';
  }
}

function styleOf(flags: number): OutlineNode['style'] {
  switch (flags & NodeFlag.styleMask) {
    case 0:
      return 'plain';
    case NodeFlag.single:
      return 'single';
    case NodeFlag.double:
      return 'double';
    default:
      return 'block';
  }
}

function anchorOf(flat: FlatTree, at: number, flags: number): { anchor?: string } {
  const value = flat.nodes[at + 4] as number;
  if ((flags & NodeFlag.kindMask) === NodeFlag.alias)
    return value === 0 ? {} : { anchor: flat.strings[value - 1] as string };
  const names = flat.nodes[at + 5] as number;
  const anchor = names === 0 ? '' : (flat.strings[names - 1] as string).split('\n')[0];
  return anchor ? { anchor } : {};
}

/** The deepest node that holds all of a range; of two that touch an empty range, the later one. */
export function nodeAt(outlines: readonly OutlineNode[], range: Range): OutlineNode | undefined {
  let found: OutlineNode | undefined;
  let level = outlines;
  for (;;) {
    const inner: OutlineNode | undefined = level.findLast((n) => n.start <= range.start && range.end <= n.end);
    if (!inner) return found;
    found = inner;
    level = inner.children;
  }
}

/** Calls `visit` for a node and everything in it. */
export function eachNode(node: OutlineNode, visit: (node: OutlineNode) => void): void {
  visit(node);
  for (const child of node.children) eachNode(child, visit);
}
