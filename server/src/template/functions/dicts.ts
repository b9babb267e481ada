import { truth } from '../compare';
import { keyOf } from '../lookup';
import { copyValue } from '../fromTree';
import { printed, sortedKeys } from '../print';
import type { Call } from '../state';
import { failed, noteRead, unknownBecause } from '../state';
import type { MapEntry, MapValue, Value } from '../value';
import { NIL, NO_TEXT, boolOf, listOf, mapOf, stringOf, typeOf, unknownOf } from '../value';
import type { FunctionTable } from './define';
import { mapArg, ropeArg, textArg, tolerant } from './define';

/** Maps nested deeper than this are not merged: they may hold themselves. */
const DEPTH_LIMIT = 60;

function dict(call: Call, args: readonly Value[]): Value {
  const entries = new Map<string, MapEntry>();
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i] as Value;
    if (name.kind === 'unknown') return name;
    const key = printed(call, name);
    entries.set(key.text, { key, value: args[i + 1] ?? NO_TEXT });
  }
  return mapOf(entries);
}

function get(call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  const value = keyOf(call.frame, call.range, map, textArg(args, 1));
  noteRead(call.frame, call.range, value.source);
  // What is not there is the empty string.
  return value.kind === 'nil' && !map.entries.has(textArg(args, 1)) ? NO_TEXT : value;
}

function set(call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  map.entries.set(textArg(args, 1), { key: ropeArg(args, 1), value: args[2] ?? NIL });
  call.frame.state.changes++;
  return map;
}

function unset(call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  if (map.entries.delete(textArg(args, 1))) call.frame.state.changes++;
  return map;
}

function hasKey(call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  const value = keyOf(call.frame, call.range, map, textArg(args, 1));
  noteRead(call.frame, call.range, value.source);
  if (map.open) return unknownOf(map.open);
  return boolOf(map.entries.has(textArg(args, 1)));
}

function pluck(call: Call, args: readonly Value[]): Value {
  const [name, ...maps] = args;
  if (name?.kind === 'unknown') return name;
  const key = name ? printed(call, name).text : '';
  const found: Value[] = [];
  for (const map of maps) {
    if (map.kind === 'unknown') return map;
    if (map.kind !== 'map')
      return failed(call, `wrong type for value; expected map[string]interface {}; got ${typeOf(map)}`);
    if (map.open) return unknownOf(map.open);
    const entry = map.entries.get(key);
    if (!entry) continue;
    noteRead(call.frame, call.range, entry.value.source);
    found.push(entry.value);
  }
  return listOf(found);
}

function keys(_call: Call, args: readonly Value[]): Value {
  const all: Value[] = [];
  for (const map of args) {
    if (map.kind === 'unknown') return map;
    if (map.kind !== 'map') continue;
    if (map.open) return unknownOf(map.open);
    for (const key of sortedKeys(map.entries)) all.push(stringOf(map.entries.get(key)?.key ?? { text: key, runs: [] }));
  }
  return { ...listOf(all, 'string'), unordered: true };
}

function values(_call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  if (map.open) return unknownOf(map.open);
  return { ...listOf(sortedKeys(map.entries).map((key) => map.entries.get(key)?.value ?? NIL)), unordered: true };
}

function chosen(picks: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const map = mapArg(args, 0);
    const names = new Set<string>();
    for (const name of args.slice(1)) {
      if (name.kind === 'unknown') return name;
      names.add(printed(call, name).text);
    }
    const entries = new Map([...map.entries].filter(([key]) => names.has(key) === picks));
    return map.open ? { ...mapOf(entries), open: map.open } : mapOf(entries);
  };
}

function dig(call: Call, args: readonly Value[]): Value {
  const map = args.at(-1);
  const fallback = args.at(-2) ?? NIL;
  let value: Value = map ?? NIL;
  for (const name of args.slice(0, -2)) {
    if (value.kind === 'unknown') return value;
    if (name.kind !== 'string')
      return name.kind === 'unknown' ? name : failed(call, 'interface conversion: a key is not a string');
    if (value.kind !== 'map')
      return failed(call, `interface conversion: interface {} is ${typeOf(value)}, not map[string]interface {}`);
    const key = name.rope.text;
    const next = keyOf(call.frame, call.range, value, key);
    if (!value.open && !value.entries.has(key)) return fallback;
    value = next;
  }
  noteRead(call.frame, call.range, value.source);
  return value;
}

function merge(overwrites: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [first, ...rest] = args;
    const target = first?.kind === 'map' ? first : undefined;
    if (!target)
      return first?.kind === 'unknown'
        ? first
        : failed(call, `wrong type for value; expected map[string]interface {}; got ${first ? typeOf(first) : 'nil'}`);
    for (const source of rest) {
      if (source.kind === 'unknown') target.open = source.unknown;
      else if (source.kind === 'map') mergeInto(target, source, overwrites, 0);
      else return failed(call, `wrong type for value; expected map[string]interface {}; got ${typeOf(source)}`);
    }
    call.frame.state.changes++;
    return target;
  };
}

/**
 * What mergo does to maps: empty values (false, 0, "", nil) are as if they were not there, maps are merged in place, a
 * map or list does not take the place of another kind of value.
 */
function mergeInto(target: MapValue, source: MapValue, overwrites: boolean, depth: number): void {
  if (depth > DEPTH_LIMIT || target === source) return;
  if (source.open) target.open = source.open;
  for (const [key, entry] of source.entries) {
    const old = target.entries.get(key);
    const { value } = entry;
    if (value.kind === 'nil') {
      if (overwrites) target.entries.set(key, entry);
      continue;
    }
    const full = old ? truth(old.value) : false;
    if (value.kind === 'map' && old?.value.kind === 'map' && old.value.entries.size > 0) {
      mergeInto(old.value, value, overwrites, depth + 1);
    } else if (full === undefined && !overwrites) {
      target.entries.set(key, { ...entry, value: unknownBecause('given', 'it is merged into something unknown') });
    } else if (value.kind === 'list' && overwrites) target.entries.set(key, entry);
    else if (full && (value.kind === 'map' || value.kind === 'list')) continue;
    else if (overwrites || !full) target.entries.set(key, entry);
  }
}

/** Sprig's functions on maps. */
export const dictFunctions: FunctionTable = [
  ...tolerant('dict', 'a*', dict),
  ...tolerant('get', 'ms', get),
  ...tolerant('set', 'msa', set),
  ...tolerant('unset', 'ms', unset),
  ...tolerant('hasKey', 'ms', hasKey),
  ...tolerant('pluck', 'aa*', pluck),
  ...tolerant('keys', 'a*', keys),
  ...tolerant('values', 'm', values),
  ...tolerant('pick', 'ma*', chosen(true)),
  ...tolerant('omit', 'ma*', chosen(false)),
  ...tolerant('merge mustMerge', 'aa*', merge(false)),
  ...tolerant('mergeOverwrite mustMergeOverwrite', 'aa*', merge(true)),
  ...tolerant('deepCopy mustDeepCopy', 'a', (_call, args) => copyValue(args[0] ?? NIL)),
  ...tolerant('dig', 'aaaa*', dig),
];
