import type { AppendedItem } from '../../facts/assembled';
import type { MergeShape } from '../../lore/kustomizeMerge';
import type { Entry, MapNode, Node, ScalarNode, SeqNode } from '../../syntax/tree';
import { entriesOf, entry, get, isNull, textOf } from '../../syntax/tree';
import { withoutKey } from './nodes';

/*
 * Strategic merge patches as Kustomize 5 applies them, which is not in every corner how the API server would: its items come
 * first, and items of lists with two keys are only the same when both sides write both.
 */

/** A port that a patch added to those of the base. */
export type Addition = AppendedItem;

/** Hears what becomes of lists of ports. */
export interface Hears {
  readonly added: (addition: Addition) => void;
  /** The patch means a port of the base by its number. */
  readonly meant: (base: ScalarNode, over: ScalarNode) => void;
}

const DIRECTIVE = '$patch';

/** `over` merged into `base`; `undefined` when the patch deletes it. What the patch leaves alone is the same node. */
export function mergePatch(base: Node, over: Node, shape: MergeShape | undefined, on: Hears): Node | undefined {
  return merge(base, over, shape, on);
}

function merge(
  base: Node | undefined,
  over: Node | undefined,
  shape: MergeShape | undefined,
  on: Hears,
): Node | undefined {
  if (over === undefined) return base && tidied(base, shape, on);
  if (isNull(over)) return undefined;
  if (base === undefined || isNull(base)) return settled(over, shape, on);
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over, shape, on);
  if (base.kind === 'seq' && over.kind === 'seq')
    return shape?.keys ? mergeLists(base, over, shape, on) : settled(over, undefined, on);
  return settled(over, shape, on);
}

/** The shape of a field. Manifests may have fields that are called as members of every object are. */
function shapeAt(shape: MergeShape | undefined, field: string): MergeShape | undefined {
  const { fields } = shape ?? {};
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** What of the base no patch touches: only items that stand twice in a keyed list become one. */
function tidied(base: Node, shape: MergeShape | undefined, on: Hears): Node {
  if (!shape) return base;
  if (base.kind === 'map' && shape.fields) {
    let changed = false;
    const entries = base.entries.map((e): Entry => {
      const below = shapeAt(shape, e.key.value);
      const value = below ? tidied(e.value, below, on) : e.value;
      if (value === e.value) return e;
      changed = true;
      return { key: e.key, value };
    });
    return changed ? { ...base, entries } : base;
  }
  if (base.kind !== 'seq') return base;
  return (shape.keys && mergeLists(base, undefined, shape, on)) ?? base;
}

function mergeMaps(base: MapNode, over: MapNode, shape: MergeShape | undefined, on: Hears): Node | undefined {
  const directive = textOf(get(over, DIRECTIVE));
  if (directive === 'delete') return undefined;
  if (directive === 'replace') return settled(withoutKey(over, DIRECTIVE), shape, on);
  const later = new Map(entriesOf(over).map((e) => [e.key.value, e]));
  later.delete(DIRECTIVE);
  let changed = false;
  const entries: Entry[] = [];
  for (const e of entriesOf(base)) {
    const o = later.get(e.key.value);
    later.delete(e.key.value);
    const value = merge(e.value, o?.value, shapeAt(shape, e.key.value), on);
    if (value === e.value) entries.push(e);
    else {
      changed = true;
      if (value) entries.push({ key: value === o?.value ? o.key : e.key, value });
    }
  }
  for (const e of later.values()) {
    const value = merge(undefined, e.value, shapeAt(shape, e.key.value), on);
    if (!value) continue;
    changed = true;
    entries.push({ key: e.key, value });
  }
  return changed ? { ...base, entries } : base;
}

/** What a patch adds as a whole: its directives have done their work, and nulls say that there is nothing. */
function settled(over: Node, shape: MergeShape | undefined, on: Hears): Node | undefined {
  if (over.kind === 'map') {
    if (textOf(get(over, DIRECTIVE)) === 'delete') return undefined;
    const entries = entriesOf(over).flatMap((e): readonly Entry[] => {
      if (e.key.value === DIRECTIVE || isNull(e.value)) return [];
      const value = settled(e.value, shapeAt(shape, e.key.value), on);
      return value ? [value === e.value ? e : { key: e.key, value }] : [];
    });
    const same = entries.length === over.entries.length && entries.every((e, i) => e === over.entries[i]);
    return same ? over : { ...over, entries };
  }
  if (over.kind !== 'seq' || !shape?.keys) return over;
  if (listDirective(over) === 'delete') return undefined;
  const items = over.items.filter((i) => !isListDirective(i));
  const list = items.length === over.items.length ? over : { ...over, items };
  return mergeLists(list, undefined, shape, on);
}

/** `- $patch: replace`, an item that speaks of the whole list. */
function isListDirective(item: Node): boolean {
  return item.kind === 'map' && item.entries.length === 1 && get(item, DIRECTIVE) !== undefined;
}

function listDirective(list: SeqNode): string | undefined {
  // Only the first item with the key counts, and only when it says nothing else.
  const first = list.items.find((i) => get(i, DIRECTIVE) !== undefined);
  return first && isListDirective(first) ? textOf(get(first, DIRECTIVE)) : undefined;
}

function mergeLists(base: SeqNode, given: SeqNode | undefined, shape: MergeShape, on: Hears): SeqNode | undefined {
  const directive = given && listDirective(given);
  if (directive === 'delete') return undefined;
  const over = directive && given ? { ...given, items: given.items.filter((i) => !isListDirective(i)) } : given;
  if (over && directive === 'replace') return over;
  const keys = shape.keys ?? [];
  const items = keys.length === 0 ? mergeTexts(base, over) : mergeKeyed(base, over, shape, keys, on);
  if (over && keys.length > 0) noteAddition(base, over, keys[0] as string, on);
  if (items.length === base.items.length && items.every((x, i) => x === base.items[i])) return base;
  return { ...base, items };
}

function mergeTexts(base: SeqNode, over: SeqNode | undefined): readonly Node[] {
  const seen = new Set<string>();
  return [...(over?.items ?? []), ...base.items].filter((item) => {
    const text = textOf(item);
    if (text === undefined) return true;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** Values of an item under the keys of its list; empty where it has none. */
type KeyValues = readonly string[];

function mergeKeyed(
  base: SeqNode,
  over: SeqNode | undefined,
  shape: MergeShape,
  keys: readonly string[],
  on: Hears,
): readonly Node[] {
  const all = together(
    distinct([...(over?.items ?? []), ...base.items].map((i) => keys.map((k) => textOf(get(i, k)) ?? ''))),
  );
  const used = keys.filter((_, i) => all.some((v) => v[i] !== ''));
  let out: Node[] = [];
  let kept = base.items;
  for (const values of all) {
    const written = used.map((k) => values[keys.indexOf(k)] ?? '');
    // A key that this one does not write is not looked at when its twins are looked for.
    const own = used.filter((_, i) => written[i] !== '');
    const find = (list: readonly Node[]): Node | undefined =>
      list.find((item) => own.every((k) => textOf(get(item, k)) === values[keys.indexOf(k)]));
    const [mine, theirs] = [find(kept), find(over?.items ?? [])];
    if (!mine && !theirs) continue;
    const { keys: _keys, ...item } = shape;
    const made = merge(mine, theirs, item, on);
    noteMeant(mine, theirs, own, on);
    if (made && mine && made !== mine) kept = kept.map((x) => (x === mine ? made : x));
    if (made && !(made.kind === 'map' && made.entries.length === 0)) out = put(out, made, used, written);
    else kept = kept.filter((x) => !isItem(x, used, written));
  }
  for (const item of kept) {
    const written = used.flatMap((k) => textOf(get(item, k)) ?? []);
    // An item that lacks one of the keys takes the place of all that share the others with it.
    if (used.length > 1) out = out.filter((x) => !isItem(x, used, written));
    out = put(out, item, used, written);
  }
  return out;
}

function noteMeant(mine: Node | undefined, theirs: Node | undefined, keys: readonly string[], on: Hears): void {
  for (const key of keys) {
    if (key !== 'containerPort' && key !== 'port') continue;
    const [base, over] = [get(mine, key), get(theirs, key)];
    if (base?.kind === 'scalar' && over?.kind === 'scalar') on.meant(base, over);
  }
}

function isItem(item: Node, keys: readonly string[], values: KeyValues): boolean {
  return values.every((v, i) => {
    const own = textOf(get(item, keys[i] as string));
    return own !== undefined && (v === '' || own === v);
  });
}

/** The list with an item in the place of those with the same keys, else at the end. */
function put(list: readonly Node[], item: Node, keys: readonly string[], values: KeyValues): Node[] {
  let found = false;
  const out = list.map((x) => {
    if (values.length < keys.length || !isItem(x, keys, values)) return x;
    found = true;
    return item;
  });
  return found ? out : [...out, item];
}

function distinct(all: readonly KeyValues[]): readonly KeyValues[] {
  const seen = new Map(all.map((v) => [v.join('\n'), v]));
  return [...seen.values()];
}

/** Items that are compared with one another, at most. */
const TOGETHER_LIMIT = 1000;

/** Where one of two writes less but nothing else than the other, both count as written in full. */
function together(all: readonly KeyValues[]): readonly KeyValues[] {
  // Items that all write the same keys have nothing to take from one another.
  const uneven = all[0]?.some((_, k) => new Set(all.map((v) => v[k] === '')).size > 1);
  if (!uneven || all.length > TOGETHER_LIMIT) return all;
  const out = [...all];
  for (let i = 0; i < out.length; i++) {
    for (let j = 0; j < out.length; j++) {
      const both = joined(out[i] as KeyValues, out[j] as KeyValues);
      if (both) out[i] = out[j] = both;
    }
  }
  return out;
}

function joined(a: KeyValues, b: KeyValues): KeyValues | undefined {
  if (!a.some((v, i) => v === b[i])) return undefined;
  return a.every((v, i) => v === b[i] || v === '' || b[i] === '') ? a.map((v, i) => v || (b[i] as string)) : undefined;
}

/**
 * A13: the patch writes one port that the base does not have, under the name of one that it leaves alone: a number that was
 * meant to change. Without a name it most likely was, when there is exactly one that it leaves alone and it says nothing else.
 */
function noteAddition(base: SeqNode, over: SeqNode, key: string, on: Hears): void {
  if (key !== 'containerPort' && key !== 'port') return;
  const number = (item: Node): string | undefined => textOf(get(item, key));
  const before = new Set(base.items.map(number));
  const named = new Set(over.items.map(number));
  const nameOf = (item: Node): string | undefined => textOf(get(item, 'name'));
  const [a, second] = over.items.filter((i) => !before.has(number(i)));
  if (!a || second || entry(a, DIRECTIVE) !== undefined) return;
  const left = base.items.filter((i) => !named.has(number(i)));
  const alone = left.length === 1 && over.items.every((i) => entry(i, DIRECTIVE) === undefined);
  const b = nameOf(a) === undefined ? (alone ? left[0] : undefined) : left.find((i) => nameOf(i) === nameOf(a));
  if (!b || nameOf(b) !== nameOf(a)) return;
  const transport = (item: Node): string => textOf(get(item, 'protocol')) ?? 'TCP';
  if (transport(a) === transport(b)) on.added({ key, base: b, added: a, list: over });
}
