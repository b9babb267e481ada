import type { MappedText } from '../text/mapped';
import type { Entry, Node, ScalarNode, ScalarStyle, ScalarType } from './tree';

/** Bits of a node's first word: kind, style and type. A plain string scalar is 0. */
export const NodeFlag = {
  map: 1,
  seq: 2,
  alias: 3,
  unknown: 4,
  kindMask: 7,
  flow: 8,
  single: 16,
  double: 32,
  literal: 48,
  folded: 64,
  styleMask: 112,
  null: 128,
  bool: 256,
  int: 384,
  float: 512,
  typeMask: 896,
} as const;

const WORDS = 6;

/**
 * A tree as two flat arrays, cheap to keep and free to send to another thread. Six words a node in preorder: flags,
 * start, end, nodes in the subtree (itself counted), index of value text + 1, index of "anchor\ntag" + 1.
 * Offsets are relative to the text that was parsed.
 */
export interface FlatTree {
  readonly nodes: Int32Array;
  readonly strings: readonly string[];
}

/** Collects nodes in preorder. */
export class FlatWriter {
  private words = new Int32Array(WORDS * 64);
  private length = 0;
  private readonly strings: string[] = [];

  private push(
    flags: number,
    start: number,
    end: number,
    value: string | undefined,
    anchor?: string,
    tag?: string,
  ): number {
    if (this.length + WORDS > this.words.length) {
      const bigger = new Int32Array(this.words.length * 2);
      bigger.set(this.words);
      this.words = bigger;
    }
    const at = this.length;
    const w = this.words;
    w[at] = flags;
    w[at + 1] = start;
    w[at + 2] = Math.max(start, end);
    w[at + 3] = 1;
    w[at + 4] = value === undefined ? 0 : this.strings.push(value);
    w[at + 5] = anchor === undefined && tag === undefined ? 0 : this.strings.push(`${anchor ?? ''}\n${tag ?? ''}`);
    this.length += WORDS;
    return at;
  }

  /** A scalar; `value` is left out when it is the text of its range. */
  scalar(
    value: string | undefined,
    flags: number,
    start: number,
    end: number,
    _reserved: number,
    anchor: string | undefined,
    tag?: string,
  ): void {
    this.push(flags, start, end, value, anchor, tag);
  }

  /** An alias to an anchor. */
  alias(start: number, end: number, anchor: string): void {
    this.push(NodeFlag.alias, start, end, anchor);
  }

  /** A node that could not be read. */
  unknown(start: number, end: number, because: string): void {
    this.push(NodeFlag.unknown, start, end, because);
  }

  /** Starts a collection; the children follow; give the result to {@link close}. */
  open(flags: number, start: number, end: number, anchor?: string, tag?: string): number {
    const plain = tag && !tag.startsWith('tag:yaml.org,2002:') ? tag : undefined;
    return this.push(flags, start, end, undefined, anchor, plain);
  }

  /** Ends a collection. */
  close(at: number): void {
    this.words[at + 3] = (this.length - at) / WORDS;
  }

  /** The finished tree. */
  finish(): FlatTree {
    return { nodes: this.words.slice(0, this.length), strings: this.strings };
  }
}

/** Aliases followed while building one tree; a bomb of aliases of aliases ends here. */
const VISIT_LIMIT = 200_000;

interface Builder {
  readonly flat: FlatTree;
  readonly source: MappedText;
  readonly base: number;
  readonly anchors: Map<string, number>;
  readonly open: Set<number>;
  /** What anchors became for their aliases, with the nodes in it: aliases of one anchor share one subtree. */
  readonly aliased: Map<number, { readonly node: Node; readonly visits: number }>;
  visits: number;
  depth: number;
}

/**
 * The tree of nodes of a flat tree that was parsed from `source.text` at offset `base`. Aliases become the node of
 * their anchor, merge keys (`<<`) are merged in as YAML 1.1 says (own keys win, earlier maps win); what cannot be
 * followed is unknown. `undefined` for an empty document.
 */
export function buildTree(flat: FlatTree, source: MappedText, base: number): Node | undefined {
  if (flat.nodes.length === 0) return undefined;
  const builder: Builder = {
    flat,
    source,
    base,
    anchors: new Map(),
    open: new Set(),
    aliased: new Map(),
    visits: 0,
    depth: 0,
  };
  return build(builder, 0, false);
}

function build(b: Builder, at: number, shared: boolean): Node {
  const w = b.flat.nodes;
  const flags = w[at] as number;
  const start = b.base + (w[at + 1] as number);
  const end = b.base + (w[at + 2] as number);
  const names = w[at + 5] as number;
  const [anchor, tag] = names === 0 ? [] : (b.flat.strings[names - 1] as string).split('\n');
  // A later anchor of the same name wins for aliases behind it.
  if (anchor) b.anchors.set(anchor, at);
  const common = {
    source: b.source,
    start,
    end,
    ...(tag ? { tag } : {}),
    ...(shared ? { shared: true as const } : {}),
  };
  if (++b.visits > VISIT_LIMIT) return { kind: 'unknown', ...common, because: 'too many aliases' };
  switch (flags & NodeFlag.kindMask) {
    case NodeFlag.map:
      return {
        kind: 'map',
        ...common,
        flow: (flags & NodeFlag.flow) !== 0,
        entries: guarded(b, at, () => buildEntries(b, at, shared)) ?? [],
      };
    case NodeFlag.seq:
      return {
        kind: 'seq',
        ...common,
        flow: (flags & NodeFlag.flow) !== 0,
        items: guarded(b, at, () => children(b, at).map((c) => build(b, c, shared))) ?? [],
      };
    case NodeFlag.alias:
      return followAlias(b, at, common);
    case NodeFlag.unknown:
      return { kind: 'unknown', ...common, because: b.flat.strings[(w[at + 4] as number) - 1] ?? 'not readable' };
    default:
      return buildScalar(b, at, flags, common);
  }
}

function guarded<T>(b: Builder, at: number, make: () => T): T | undefined {
  if (b.open.has(at)) return undefined;
  b.open.add(at);
  const made = make();
  b.open.delete(at);
  return made;
}

function children(b: Builder, at: number): number[] {
  const w = b.flat.nodes;
  const end = at + (w[at + 3] as number) * WORDS;
  const out: number[] = [];
  for (let c = at + WORDS; c < end; c += (w[c + 3] as number) * WORDS) out.push(c);
  return out;
}

type Common = Pick<ScalarNode, 'source' | 'start' | 'end' | 'tag' | 'shared'>;

function followAlias(b: Builder, at: number, common: Common): Node {
  const name = b.flat.strings[(b.flat.nodes[at + 4] as number) - 1] ?? '';
  const target = b.anchors.get(name);
  if (target === undefined) return { kind: 'unknown', ...common, because: `there is no anchor &${name} above` };
  if (b.open.has(target)) return { kind: 'unknown', ...common, because: `&${name} contains itself` };
  return buildAliased(b, target, common);
}

/** The subtree of an anchor for its aliases. Whoever walks the tree meets it each time, so it counts each time. */
function buildAliased(b: Builder, target: number, common: Common): Node {
  const known = b.aliased.get(target);
  if (known) {
    b.visits += known.visits;
    return b.visits > VISIT_LIMIT ? { kind: 'unknown', ...common, because: 'too many aliases' } : known.node;
  }
  const before = b.visits;
  const node = build(b, target, true);
  b.aliased.set(target, { node, visits: b.visits - before });
  return node;
}

function buildScalar(b: Builder, at: number, flags: number, common: Common): ScalarNode {
  const w = b.flat.nodes;
  const index = w[at + 4] as number;
  const value = index === 0 ? b.source.text.slice(common.start, common.end) : (b.flat.strings[index - 1] as string);
  return { kind: 'scalar', ...common, value, type: typeOf(flags), style: styleOf(flags) };
}

function styleOf(flags: number): ScalarStyle {
  switch (flags & NodeFlag.styleMask) {
    case NodeFlag.single:
      return 'single';
    case NodeFlag.double:
      return 'double';
    case NodeFlag.literal:
      return 'literal';
    case NodeFlag.folded:
      return 'folded';
    default:
      return 'plain';
  }
}

function typeOf(flags: number): ScalarType {
  switch (flags & NodeFlag.typeMask) {
    case NodeFlag.null:
      return 'null';
    case NodeFlag.bool:
      return 'bool';
    case NodeFlag.int:
      return 'int';
    case NodeFlag.float:
      return 'float';
    default:
      return 'string';
  }
}

function buildEntries(b: Builder, at: number, shared: boolean): readonly Entry[] {
  const all = children(b, at);
  const own: Entry[] = [];
  const merged: Node[] = [];
  for (let i = 0; i + 1 < all.length; i += 2) {
    const key = build(b, all[i] as number, shared) as ScalarNode;
    const value = build(b, all[i + 1] as number, shared);
    if (key.kind === 'scalar' && key.value === '<<' && key.style === 'plain') merged.push(value);
    else if (key.kind === 'scalar') own.push({ key, value });
  }
  return merged.length === 0 ? own : mergeIn(own, merged);
}

function mergeIn(own: readonly Entry[], merged: readonly Node[]): readonly Entry[] {
  const seen = new Set(own.map((e) => e.key.value));
  const out = [...own];
  const maps = merged.flatMap((m) => (m.kind === 'seq' ? m.items : [m]));
  for (const m of maps) {
    if (m.kind !== 'map') continue;
    for (const e of m.entries) {
      if (seen.has(e.key.value)) continue;
      seen.add(e.key.value);
      out.push(e);
    }
  }
  return out;
}
