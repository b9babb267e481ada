import { decoded } from '../syntax/decode';
import type { Node, ScalarNode } from '../syntax/tree';
import { entriesOf, itemsOf, siteOf } from '../syntax/tree';
import { resolvePlain } from './resolve';
import type { Rope } from './rope';
import { fromMapped, lazyRope, mapRuns, stepBefore } from './rope';
import type { MapEntry, MapValue, Value, ValueSource } from './value';
import { listOf, mapOf, unknownOf } from './value';

/**
 * The value of a YAML tree as Helm reads it: YAML 1.1, every number a `float64`, keys strings. With a `source` the values
 * know their paths from there, and their characters say so (`via` of kind `values`). Unknown nodes are unknown values.
 * Maps are made anew at each call, so that who owns the value may change it.
 */
export function valueOfNode(node: Node, source: ValueSource | undefined): Value {
  switch (node.kind) {
    case 'map':
      return mapOfNode(node, source);
    case 'seq': {
      const items = itemsOf(node).map((item, i) => valueOfNode(item, source && childSource(source, String(i), item)));
      return source ? { ...listOf(items), source } : listOf(items);
    }
    case 'unknown': {
      const unknown = unknownOf({ kind: 'given', because: node.because });
      return source ? { ...unknown, source } : unknown;
    }
    case 'scalar':
      return scalarValue(node, source);
  }
}

function childSource(parent: ValueSource, key: string, value: Node, keyNode?: ScalarNode): ValueSource {
  return keyNode ? { parent, key, at: siteOf(value), keyAt: siteOf(keyNode) } : { parent, key, at: siteOf(value) };
}

function mapOfNode(node: Node, source: ValueSource | undefined): MapValue {
  const entries = new Map<string, MapEntry>();
  for (const { key, value } of entriesOf(node)) {
    const name = keyText(key);
    const at = source && childSource(source, name, value, key);
    const rope = fromMapped(decoded(key));
    entries.set(name, { ...(rope.text === name ? { key: rope } : {}), value: valueOfNode(value, at) });
  }
  return source ? { ...mapOf(entries), source } : mapOf(entries);
}

/** Keys that YAML 1.1 reads as something else become strings of that: `yes:` is `true:`. */
function keyText(key: ScalarNode): string {
  const resolved = key.style === 'plain' ? resolvePlain(key.value) : undefined;
  return resolved && 'value' in resolved ? String(resolved.value) : key.value;
}

function scalarValue(node: ScalarNode, source: ValueSource | undefined): Value {
  const rope = scalarRope(node, source);
  const more = source ? { rope, source } : { rope };
  const resolved = node.style === 'plain' && node.tag === undefined ? resolvePlain(node.value) : undefined;
  if (resolved?.type === 'null') return source ? { kind: 'nil', source } : { kind: 'nil' };
  if (!resolved || !('value' in resolved)) return { kind: 'string', ...more };
  if (resolved.type === 'bool') return { kind: 'bool', value: resolved.value, ...more };
  return { kind: 'float', value: resolved.value, ...more };
}

function scalarRope(node: ScalarNode, source: ValueSource | undefined): Rope {
  return lazyRope(node.value, [], () => {
    const plain = fromMapped(decoded(node));
    return source ? viaValues(plain, source).runs : plain.runs;
  });
}

function viaValues(rope: Rope, source: ValueSource): Rope {
  const name = nameOf(source);
  const via = stepBefore(
    source.keyAt ? { kind: 'values', name, at: source.keyAt } : { kind: 'values', name },
    undefined,
  );
  return mapRuns(rope, (run) => ({ at: run.at, origin: run.origin, via: run.via ? { ...via, next: run.via } : via }));
}

/** A path as people write it: `service.ports[0].port`. */
function nameOf(source: ValueSource): string {
  const { parent, key } = source;
  if (key === undefined) return '';
  const before = parent ? nameOf(parent) : '';
  if (/^[0-9]+$/.test(key) && before !== '') return `${before}[${key}]`;
  return before === '' ? key : `${before}.${key}`;
}

/**
 * Values over the values below them, as Helm coalesces: maps by key, everything else is replaced, a null takes the key
 * away. Neither argument is changed; what comes out shares no map with them.
 */
export function coalesceValues(over: MapValue, under: MapValue): MapValue {
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of under.entries) {
    const winner = over.entries.get(key);
    if (!winner) entries.set(key, { ...entry, value: copyValue(entry.value) });
    else if (winner.value.kind === 'map' && entry.value.kind === 'map')
      entries.set(key, { ...winner, value: coalesceValues(winner.value, entry.value) });
    else if (winner.value.kind !== 'nil') entries.set(key, { ...winner, value: copyValue(winner.value) });
  }
  for (const [key, entry] of over.entries) {
    if (!under.entries.has(key)) entries.set(key, { ...entry, value: copyValue(entry.value) });
  }
  const open = over.open ?? under.open;
  return { ...over, entries, ...(open ? { open } : {}) };
}

/** Collections deeper than this are shared, not copied. */
const COPY_DEPTH = 100;
/** Collections that one copy makes; what is behind them is shared. */
const COPY_LIMIT = 100_000;

/** The value with maps of its own; scalars are shared. */
export function copyValue(value: Value): Value {
  return copyPart(value, { left: COPY_LIMIT }, 0);
}

function copyPart(value: Value, budget: { left: number }, depth: number): Value {
  if ((value.kind !== 'list' && value.kind !== 'map') || depth > COPY_DEPTH || budget.left-- <= 0) return value;
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => copyPart(item, budget, depth + 1)) };
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of value.entries)
    entries.set(key, { ...entry, value: copyPart(entry.value, budget, depth + 1) });
  return { ...value, entries };
}
