import { decoded } from '../../syntax/decode';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import { entry, isNull, siteOf } from '../../syntax/tree';
import type { MappedText, Step } from '../../text/mapped';
import { concatMapped, mapImplied, useAt } from '../../text/mapped';

/*
 * Changes of trees. A tree is never changed in place: what a change leaves alone is the same node as before, so that all that
 * was made of it is found again.
 */

/** A text that stands where `at` stands; its characters map as `text` says. */
export function textNode(text: MappedText, at: Node): ScalarNode {
  const { source, start, end } = at;
  return { kind: 'scalar', source, start, end, value: text.text, type: 'string', style: 'double', decoded: text };
}

/** A text that nobody wrote, made because of what stands at `at`. */
export function impliedNode(text: string, at: Node, because: string): ScalarNode {
  return textNode(mapImplied(text, siteOf(at), because), at);
}

/** A key that nobody wrote. */
function impliedKey(name: string, at: Node): ScalarNode {
  return impliedNode(name, at, 'Kustomize adds the field');
}

/** An empty map that stands where `at` stands. */
export function emptyMap(at: Node): MapNode {
  const { source, start, end } = at;
  return { kind: 'map', source, start, end, flow: false, entries: [] };
}

/** A map of such entries, keys made. Values that are not there are left out. */
export function mapNode(at: Node, values: Readonly<Record<string, Node | undefined>>): MapNode {
  const entries = Object.entries(values).flatMap(([key, value]): readonly Entry[] =>
    value ? [{ key: impliedKey(key, at), value }] : [],
  );
  return { ...emptyMap(at), entries };
}

/** The map with a value under a key: in place of the former one, else at the end. */
export function withEntry(map: MapNode, key: ScalarNode, value: Node): MapNode {
  const old = entry(map, key.value);
  if (!old) return { ...map, entries: [...map.entries, { key, value }] };
  if (old.value === value) return map;
  return { ...map, entries: map.entries.map((e) => (e === old ? { key: e.key, value } : e)) };
}

/** The map without a key. */
export function withoutKey(map: MapNode, key: string): MapNode {
  if (!entry(map, key)) return map;
  return { ...map, entries: map.entries.filter((e) => e.key.value !== key) };
}

/** What a path that leads nowhere is filled with: `leaf` at its end, maps that stand at `at` before it. */
export interface Creation {
  readonly at: Node;
  readonly leaf: Node;
}

/**
 * The tree with another value at a path of keys, in every item of the lists on the way; `[]` behind a key says that it must
 * be a list. A path that leads nowhere is made only with `create`.
 */
export function changeAt(
  node: Node,
  path: readonly string[],
  change: (value: Node) => Node,
  create: Creation | undefined,
): Node {
  const [head, ...rest] = path;
  if (head === undefined) return change(node);
  if (node.kind === 'seq') return mapItems(node, (item) => changeAt(item, path, change, create));
  if (node.kind !== 'map') return node;
  const listed = head.endsWith('[]');
  const name = listed ? head.slice(0, -2) : head;
  const old = entry(node, name);
  if (old && !isNull(old.value)) {
    const value = changeAt(old.value, rest, change, create);
    return value === old.value ? node : withEntry(node, old.key, value);
  }
  if (!create || listed) return node;
  const value = changeAt(rest.length === 0 ? create.leaf : emptyMap(create.at), rest, change, create);
  return withEntry(node, old?.key ?? impliedKey(name, create.at), value);
}

/** The list with other items; the same list when every item is the same. */
export function mapItems(node: Node & { kind: 'seq' }, change: (item: Node) => Node): Node {
  let changed = false;
  const items = node.items.map((item) => {
    const made = change(item);
    if (made !== item) changed = true;
    return made;
  });
  return changed ? { ...node, items } : node;
}

const paths = new Map<string, readonly string[]>();

/** The keys of a path; `\/` is a slash inside a key. */
export function pathOf(path: string): readonly string[] {
  const known = paths.get(path);
  if (known) return known;
  const made = splitPath(path);
  // Nearly all are those of the built-in tables.
  if (paths.size < 10_000) paths.set(path, made);
  return made;
}

function splitPath(path: string): readonly string[] {
  const out: string[] = [];
  for (const piece of path.replace(/^\//, '').split('/')) {
    const last = out.at(-1);
    if (last?.endsWith('\\')) out[out.length - 1] = `${last.slice(0, -1)}/${piece}`;
    else out.push(piece);
  }
  return out;
}

/**
 * A text with something in front of it and behind it, used where it was used before. The former text keeps its characters;
 * what is added came by `step`.
 */
export function affixed(
  node: ScalarNode,
  prefix: MappedText | undefined,
  suffix: MappedText | undefined,
  step: Step,
): ScalarNode {
  const own = decoded(node);
  const site = siteOf(node);
  const pieces = [...(prefix ? [useAt(prefix, site, step)] : []), own, ...(suffix ? [useAt(suffix, site, step)] : [])];
  return textNode(concatMapped(pieces, site), node);
}

/** A text that became another by a build, with its own characters where they are a part of it. */
export function renamed(node: ScalarNode, name: string, because: string): ScalarNode {
  const site = siteOf(node);
  const at = name.indexOf(node.value);
  if (at < 0 || node.value === '') return textNode(mapImplied(name, site, because), node);
  const pieces = [
    mapImplied(name.slice(0, at), site, because),
    decoded(node),
    mapImplied(name.slice(at + node.value.length), site, because),
  ];
  return textNode(concatMapped(pieces, site), node);
}
