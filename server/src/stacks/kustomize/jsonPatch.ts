import type { MapNode, Node, SeqNode } from '../../syntax/tree';
import { entriesOf, entry, get, isNull, itemsOf, textOf } from '../../syntax/tree';
import { emptyMap, impliedNode, withEntry, withoutKey } from './nodes';

/** What became of an object under a JSON patch (RFC 6902): the changed object, or why the patch does not apply. */
export type Patched =
  { readonly kind: 'patched'; readonly node: Node } | { readonly kind: 'refused'; readonly because: string };

/** Applies the operations in order. The first that does not apply ends it, as it ends the build. */
export function applyJsonPatch(root: Node, operations: Node): Patched {
  let node = withAnnotations(root, operations);
  for (const operation of itemsOf(operations)) {
    const made = applyOne(node, operation);
    if (typeof made === 'string') return { kind: 'refused', because: made };
    node = made;
  }
  return { kind: 'patched', node: withoutNothing(node) };
}

const ANNOTATIONS = '/metadata/annotations/';

/** Kustomize keeps its own notes in the annotations while it builds, so that one can be added where there is none. */
function withAnnotations(root: Node, operations: Node): Node {
  const asked = itemsOf(operations).find((o) => textOf(get(o, 'path'))?.startsWith(ANNOTATIONS));
  const metadata = entry(root, 'metadata');
  if (!asked || root.kind !== 'map' || metadata?.value.kind !== 'map' || get(metadata.value, 'annotations'))
    return root;
  const key = impliedNode('annotations', asked, 'the operation adds to it');
  return withEntry(root, metadata.key, withEntry(metadata.value, key, emptyMap(asked)));
}

function withoutNothing(node: Node): Node {
  const metadata = entry(node, 'metadata');
  const annotations = get(metadata?.value, 'annotations');
  const empty = annotations?.kind === 'map' && annotations.entries.length === 0;
  if (!empty || node.kind !== 'map' || metadata?.value.kind !== 'map') return node;
  return withEntry(node, metadata.key, withoutKey(metadata.value, 'annotations'));
}

function applyOne(root: Node, operation: Node): Node | string {
  const op = textOf(get(operation, 'op'));
  const path = pointer(textOf(get(operation, 'path')));
  if (!op || !path) return 'an operation lacks `op` or `path`';
  const value = get(operation, 'value') ?? nothing(operation);
  switch (op) {
    case 'add':
      return change(root, path, (holder, key) => addTo(holder, key, value));
    case 'replace':
      if (path.length === 0) return value;
      return change(root, path, (holder, key) => replaceIn(holder, key, value));
    case 'remove':
      return change(root, path, removeFrom);
    case 'test':
      return lookUp(root, path) ? root : `\`${textOf(get(operation, 'path')) ?? ''}\` is not there`;
    case 'copy':
    case 'move': {
      const from = pointer(textOf(get(operation, 'from')));
      const found = from && lookUp(root, from);
      if (!from || !found) return `\`from\` of \`${op}\` leads nowhere`;
      const left = op === 'move' ? change(root, from, removeFrom) : root;
      return typeof left === 'string' ? left : change(left, path, (holder, key) => addTo(holder, key, found));
    }
    default:
      return `\`${op}\` is no operation`;
  }
}

function nothing(at: Node): Node {
  return { ...impliedNode('', at, 'the operation has no value'), type: 'null', style: 'plain' };
}

/** The keys of a JSON pointer (RFC 6901); `undefined` for text that is none. */
function pointer(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (text === '' || text === '/') return [];
  if (!text.startsWith('/')) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((k) => k.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function lookUp(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    if (node?.kind === 'seq') node = node.items[indexOf(key, node.items.length) ?? -1];
    else node = get(node, key);
    if (!node) return undefined;
  }
  return node;
}

/** A place in a list of `length`; negative numbers count from its end. `undefined` outside. */
function indexOf(key: string, length: number): number | undefined {
  if (!/^-?\d+$/.test(key)) return undefined;
  const n = Number(key);
  const at = n < 0 ? n + length : n;
  return at >= 0 && at < length ? at : undefined;
}

type Holder = MapNode | SeqNode;

/** The tree with the holder of a path's last key changed; a text says why that cannot be. */
function change(
  node: Node,
  path: readonly string[],
  edit: (holder: Holder, key: string) => Node | string,
): Node | string {
  const [key, ...rest] = path;
  if (key === undefined) return 'the whole object cannot be meant';
  if (node.kind !== 'map' && node.kind !== 'seq') return `\`${key}\` is asked of a value that has no fields`;
  if (rest.length === 0) return edit(node, key);
  if (node.kind === 'map') {
    const e = entry(node, key);
    if (!e || isNull(e.value)) return `there is no \`${key}\``;
    const made = change(e.value, rest, edit);
    return typeof made === 'string' ? made : withEntry(node, e.key, made);
  }
  const at = indexOf(key, node.items.length);
  if (at === undefined) return `there is no item ${key}`;
  const made = change(node.items[at] as Node, rest, edit);
  if (typeof made === 'string') return made;
  return { ...node, items: node.items.map((item, i) => (i === at ? made : item)) };
}

function addTo(holder: Holder, key: string, value: Node): Node | string {
  if (holder.kind === 'map') return withEntry(holder, keyNode(key, value), value);
  const length = holder.items.length;
  const at = key === '-' || key === String(length) ? length : indexOf(key, length + 1);
  if (at === undefined) return `there is no item ${key}`;
  return { ...holder, items: [...holder.items.slice(0, at), value, ...holder.items.slice(at)] };
}

function replaceIn(holder: Holder, key: string, value: Node): Node | string {
  if (holder.kind === 'map') {
    // What is not there is added: Kustomize's library takes it so, other than RFC 6902 says.
    return withEntry(holder, entry(holder, key)?.key ?? keyNode(key, value), value);
  }
  const at = indexOf(key, holder.items.length);
  if (at === undefined) return `there is no item ${key} to replace`;
  return { ...holder, items: holder.items.map((item, i) => (i === at ? value : item)) };
}

function removeFrom(holder: Holder, key: string): Node | string {
  if (holder.kind === 'map') {
    if (!entriesOf(holder).some((e) => e.key.value === key)) return `there is no \`${key}\` to remove`;
    return withoutKey(holder, key);
  }
  const at = indexOf(key, holder.items.length);
  if (at === undefined) return `there is no item ${key} to remove`;
  return { ...holder, items: holder.items.filter((_, i) => i !== at) };
}

/** The last key of an operation's path as a node: where the value stands, since the path is one text. */
function keyNode(key: string, value: Node): ReturnType<typeof impliedNode> {
  return impliedNode(key, value, 'the path of the operation names it');
}
