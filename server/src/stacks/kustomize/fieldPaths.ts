import type { Node, ScalarNode, ScalarType } from '../../syntax/tree';
import { entry, get, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import type { Creation } from './nodes';
import { emptyMap, impliedNode, mapItems, mapNode, textNode, withEntry } from './nodes';
import { anchored } from './select';

/*
 * Field paths of replacements and variables: keys separated by dots; `[name=x]` and `*` pick items of lists, brackets around
 * a key keep its dots, as a backslash does.
 */

/** The pieces of a field path. */
export function fieldPath(text: string): readonly string[] {
  const out: string[] = [];
  const pieces = text.split('.');
  for (let i = 0; i < pieces.length; i++) {
    let piece = pieces[i] as string;
    while (piece.endsWith('\\') && i + 1 < pieces.length) piece = `${piece.slice(0, -1)}.${pieces[++i] as string}`;
    if (piece.startsWith('[')) {
      while (!piece.endsWith(']') && i + 1 < pieces.length) piece += `.${pieces[++i] as string}`;
      if (!piece.includes('=')) piece = piece.replace(/^\[|\]$/g, '');
    }
    // `ports[0]` is two pieces.
    const indexed = /^([^[]+)\[(\d+)\]$/.exec(piece);
    if (indexed) out.push(indexed[1] as string, indexed[2] as string);
    else out.push(piece);
  }
  return out;
}

/** The value at a field path without choices. */
export function valueAt(node: Node | undefined, path: readonly string[]): Node | undefined {
  let out = node;
  for (const key of path) {
    if (out?.kind === 'seq') {
      const { items } = out;
      const wanted = itemTest(key);
      out = /^\d+$/.test(key) ? items[Number(key)] : wanted && items.find(wanted);
    } else out = get(out, key);
  }
  return out;
}

function itemTest(key: string): ((item: Node) => boolean) | undefined {
  if (key === '*') return () => true;
  const m = /^\[([^=\]]*)=(.*)\]$/.exec(key);
  if (!m) return undefined;
  const [, field = '', pattern = ''] = m;
  // A pattern that is not followed is most likely plain text with some dots.
  const meant = anchored(pattern) ?? ((text: string) => text === pattern);
  return (item) => meant((field === '' ? textOf(item) : textOf(get(item, field))) ?? '\n');
}

/** The tree with every value that a field path picks changed; what is missing is made only with `create`. */
export function changePath(
  node: Node,
  path: readonly string[],
  change: (value: Node) => Node,
  create: Creation | undefined,
): Node {
  const [key, ...rest] = path;
  if (key === undefined) return change(node);
  if (node.kind === 'seq') return changeItems(node, key, rest, change, create);
  if (node.kind !== 'map') return node;
  const old = entry(node, key);
  if (!old && !create) return node;
  const before = old?.value ?? filling(rest, create as Creation);
  const value = changePath(before, rest, change, create);
  return value === old?.value
    ? node
    : withEntry(node, old?.key ?? impliedNode(key, (create as Creation).at, MADE), value);
}

const MADE = 'a replacement makes the field';

/** What stands at a path that leads nowhere, for the rest of it. */
function filling(rest: readonly string[], create: Creation): Node {
  const [next] = rest;
  if (next === undefined) return create.leaf;
  if (!next.startsWith('[') && next !== '*' && !/^\d+$/.test(next)) return emptyMap(create.at);
  const { source, start, end } = create.at;
  return { kind: 'seq', source, start, end, items: [], flow: false };
}

function changeItems(
  node: Node & { kind: 'seq' },
  key: string,
  rest: readonly string[],
  change: (value: Node) => Node,
  create: Creation | undefined,
): Node {
  if (/^\d+$/.test(key)) {
    const wanted = node.items[Number(key)];
    return mapItems(node, (item) => (item === wanted ? changePath(item, rest, change, create) : item));
  }
  const test = itemTest(key);
  if (!test) return node;
  if (!node.items.some(test) && create) {
    const m = /^\[([^=\]]+)=(.*)\]$/.exec(key);
    if (!m) return node;
    const item = mapNode(create.at, { [m[1] as string]: impliedNode(m[2] as string, create.at, MADE) });
    return { ...node, items: [...node.items, changePath(item, rest, change, create)] };
  }
  return mapItems(node, (item) => (test(item) ? changePath(item, rest, change, create) : item));
}

/** A scalar with another text: what was a text stays one, everything else is what the new text says. */
export function retyped(old: ScalarNode, text: MappedText): ScalarNode {
  const made = textNode(text, old);
  return old.type === 'string' && old.value !== '' ? made : { ...made, ...plainType(text.text) };
}

/** What a plain text is as YAML reads it. */
export function plainType(text: string): { readonly type: ScalarType; readonly style: ScalarNode['style'] } {
  if (/^[-+]?\d+$/.test(text)) return { type: 'int', style: 'plain' };
  if (/^(?:true|false)$/.test(text)) return { type: 'bool', style: 'plain' };
  return { type: 'string', style: 'double' };
}
