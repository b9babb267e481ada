import { deepEqual, truth } from '../compare';
import { noteRead, failed, unknownBecause } from '../state';
import type { Call } from '../state';
import type { ListValue, Value } from '../value';
import { NIL, boolOf, listOf, typeOf } from '../value';
import type { FunctionTable } from './define';
import { listArg, numberArg, strict, tolerant } from './define';

/** Lists longer than this are not made. */
const LENGTH_LIMIT = 500_000;

/** Why a list's element cannot be told when Go's order of it differs each time. */
function unorderedReason(call: Call): Value {
  return unknownBecause('random', `\`${call.name}\` takes from keys that come in another order each time`);
}

function isShuffled(list: ListValue): boolean {
  return list.unordered === true && list.items.length > 1;
}

function element(pick: (items: readonly Value[]) => Value | undefined): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [list] = args;
    if (list?.kind === 'unknown') return list;
    if (list?.kind !== 'list') return failed(call, `Cannot find ${call.name} on type ${list ? typeOf(list) : 'nil'}`);
    if (isShuffled(list)) return unorderedReason(call);
    const found = pick(list.items);
    if (found) noteRead(call.frame, call.range, found.source);
    return found ?? NIL;
  };
}

function part(pick: (items: readonly Value[]) => readonly Value[]): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [list] = args;
    if (list?.kind === 'unknown') return list;
    if (list?.kind !== 'list') return failed(call, `Cannot find ${call.name} on type ${list ? typeOf(list) : 'nil'}`);
    if (isShuffled(list)) return unorderedReason(call);
    return listOf(pick(list.items), list.elem);
  };
}

/** Whether a list holds a value; `undefined` when something unknown may be it. */
function holdsValue(items: readonly Value[], value: Value): boolean | undefined {
  let sure = true;
  for (const item of items) {
    const same = deepEqual(item, value);
    if (same) return true;
    if (same === undefined) sure = false;
  }
  return sure ? false : undefined;
}

function has(call: Call, args: readonly Value[]): Value {
  const [needle = NIL, list] = args;
  if (list?.kind === 'nil') return boolOf(false);
  if (list?.kind === 'unknown') return list;
  if (list?.kind !== 'list') return failed(call, `Cannot find has on type ${list ? typeOf(list) : 'nil'}`);
  const found = holdsValue(list.items, needle);
  return found === undefined ? unknownBecause('given', 'an element of the list is unknown') : boolOf(found);
}

function without(call: Call, args: readonly Value[]): Value {
  const [list, ...omitted] = args;
  if (list?.kind === 'unknown') return list;
  if (list?.kind !== 'list') return failed(call, `Cannot find without on type ${list ? typeOf(list) : 'nil'}`);
  const kept: Value[] = [];
  for (const item of list.items) {
    const found = holdsValue(omitted, item);
    if (found === undefined) return unknownBecause('given', 'an element of the list is unknown');
    if (!found) kept.push(item);
  }
  return listOf(kept);
}

function uniq(call: Call, args: readonly Value[]): Value {
  const [list] = args;
  if (list?.kind === 'unknown') return list;
  if (list?.kind !== 'list') return failed(call, `Cannot find uniq on type ${list ? typeOf(list) : 'nil'}`);
  const kept: Value[] = [];
  for (const item of list.items) {
    const found = holdsValue(kept, item);
    if (found === undefined) return unknownBecause('given', 'an element of the list is unknown');
    if (!found) kept.push(item);
  }
  return listOf(kept);
}

function compact(call: Call, args: readonly Value[]): Value {
  const [list] = args;
  if (list?.kind === 'unknown') return list;
  if (list?.kind !== 'list') return failed(call, `Cannot compact on type ${list ? typeOf(list) : 'nil'}`);
  if (list.items.some((item) => truth(item) === undefined))
    return unknownBecause('given', 'an element of the list is unknown');
  return listOf(list.items.filter((item) => truth(item)));
}

function add(atEnd: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [list, item = NIL] = args;
    if (list?.kind === 'unknown') return list;
    if (list?.kind !== 'list') return failed(call, `Cannot push on type ${list ? typeOf(list) : 'nil'}`);
    return listOf(atEnd ? [...list.items, item] : [item, ...list.items]);
  };
}

function concat(call: Call, args: readonly Value[]): Value {
  const items: Value[] = [];
  for (const list of args) {
    if (list.kind === 'unknown') return list;
    if (list.kind !== 'list') return failed(call, `Cannot concat type ${typeOf(list)} as list`);
    if (items.length + list.items.length > LENGTH_LIMIT) return unknownBecause('budget', 'the list grows too long');
    for (const item of list.items) items.push(item);
  }
  return listOf(items);
}

function slice(call: Call, args: readonly Value[]): Value {
  const [list] = args;
  if (list?.kind === 'nil' || list?.kind === 'unknown') return list;
  if (list?.kind !== 'list')
    return failed(call, `list should be type of slice or array but ${list ? typeOf(list) : 'nil'}`);
  if (isShuffled(list)) return unorderedReason(call);
  const from = args.length > 1 ? numberArg(args, 1) : 0;
  const to = args.length > 2 ? numberArg(args, 2) : list.items.length;
  if (from < 0 || to > list.items.length || from > to) return failed(call, 'slice bounds out of range');
  return listOf(list.items.slice(from, to), list.elem);
}

function chunk(call: Call, args: readonly Value[]): Value {
  const size = numberArg(args, 0);
  const { items } = listArg(args, 1);
  if (size <= 0) return failed(call, 'runtime error: integer divide by zero');
  const chunks: Value[] = [];
  for (let i = 0; i < items.length; i += size) chunks.push(listOf(items.slice(i, i + size)));
  return listOf(chunks);
}

/** Sprig's functions on lists. */
export const listFunctions: FunctionTable = [
  ...tolerant('list tuple', 'a*', (_call, args) => listOf(args)),
  ...tolerant(
    'first mustFirst',
    'a',
    element((items) => items[0]),
  ),
  ...tolerant(
    'last mustLast',
    'a',
    element((items) => items.at(-1)),
  ),
  ...tolerant(
    'rest mustRest',
    'a',
    part((items) => items.slice(1)),
  ),
  ...tolerant(
    'initial mustInitial',
    'a',
    part((items) => items.slice(0, -1)),
  ),
  ...tolerant(
    'reverse mustReverse',
    'a',
    part((items) => items.toReversed()),
  ),
  ...tolerant('append mustAppend push mustPush', 'aa', add(true)),
  ...tolerant('prepend mustPrepend', 'aa', add(false)),
  ...tolerant('concat', 'a*', concat),
  ...tolerant('has mustHas', 'aa', has),
  ...tolerant('without mustWithout', 'aa*', without),
  ...tolerant('uniq mustUniq', 'a', uniq),
  ...tolerant('compact mustCompact', 'a', compact),
  ...strict('slice mustSlice', 'ai*', slice),
  ...strict('chunk mustChunk', 'il', chunk),
];
