import { hasMark, reasonOf } from '../marks';
import type { Rope } from '../rope';
import type { Call } from '../state';
import { failed, unknownBecause } from '../state';
import type { ListValue, MapValue, Value } from '../value';
import { typeOf } from '../value';

/**
 * A function of templates. `params` has one letter for each parameter: `s` string, `i` integer, `f` number, `b` bool,
 * `l` list, `m` map, `a` anything; a `*` at the end lets the last one come any number of times.
 */
export interface FunctionSpec {
  readonly params: string;
  /** It takes unknown arguments and strings with marks as they are; for others the result is unknown then. */
  readonly tolerant: boolean;
  readonly run: (call: Call, args: readonly Value[]) => Value;
}

/** Names and what they do. */
export type FunctionTable = readonly (readonly [string, FunctionSpec])[];

/** A function that needs to know all of its arguments. */
export function strict(names: string, params: string, run: FunctionSpec['run']): FunctionTable {
  return names.split(' ').map((name) => [name, { params, tolerant: false, run }] as const);
}

/** A function that does what it can with unknown arguments. */
export function tolerant(names: string, params: string, run: FunctionSpec['run']): FunctionTable {
  return names.split(' ').map((name) => [name, { params, tolerant: true, run }] as const);
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['s', 'string'],
  ['i', 'int'],
  ['f', 'float64'],
  ['b', 'bool'],
  ['l', '[]interface {}'],
  ['m', 'map[string]interface {}'],
]);

function fits(letter: string, value: Value): boolean {
  switch (letter) {
    case 's':
      return value.kind === 'string';
    case 'i':
      return value.kind === 'int';
    case 'f':
      return value.kind === 'float' || value.kind === 'int';
    case 'b':
      return value.kind === 'bool';
    // Maps and lists may be nil in Go.
    case 'l':
      return value.kind === 'list' || value.kind === 'nil';
    case 'm':
      return value.kind === 'map' || value.kind === 'nil';
    default:
      return true;
  }
}

/** Runs a function on checked arguments. */
export function apply(call: Call, spec: FunctionSpec, args: readonly Value[]): Value {
  const rest = spec.params.endsWith('*');
  const params = rest ? spec.params.slice(0, -1) : spec.params;
  const least = rest ? params.length - 1 : params.length;
  if (args.length < least || (!rest && args.length > params.length))
    return failed(
      call,
      `wrong number of args for ${call.name}: want ${rest ? 'at least ' : ''}${least} got ${args.length}`,
    );
  for (const [i, arg] of args.entries()) {
    const letter = params.charAt(Math.min(i, params.length - 1));
    if (arg.kind === 'unknown') {
      if (spec.tolerant && letter === 'a') continue;
      if (spec.tolerant && letter === 's') return arg;
      return plainUnknown(arg);
    }
    if (!spec.tolerant && arg.kind === 'string' && hasMark(arg.rope.text))
      return unknownBecause('given', reasonOf(arg.rope));
    if (!fits(letter, arg))
      return failed(call, `wrong type for value; expected ${KINDS.get(letter)}; got ${typeOf(arg)}`);
  }
  return spec.run(call, args);
}

/** The unknown without what was known about the value: a function may have changed it. */
function plainUnknown(value: Value & { kind: 'unknown' }): Value {
  const { kind, because } = value.unknown;
  return unknownBecause(kind, because);
}

/** The rope of an argument that is a string. */
export function ropeArg(args: readonly Value[], index: number): Rope {
  const value = args[index];
  return value?.kind === 'string' ? value.rope : { text: '', runs: [] };
}

/** The text of an argument that is a string. */
export function textArg(args: readonly Value[], index: number): string {
  return ropeArg(args, index).text;
}

/** The number of an argument that is an integer or a float. */
export function numberArg(args: readonly Value[], index: number): number {
  const value = args[index];
  return value?.kind === 'int' || value?.kind === 'float' ? value.value : 0;
}

/** The map of an argument that is one. */
export function mapArg(args: readonly Value[], index: number): MapValue {
  const value = args[index];
  return value?.kind === 'map' ? value : { kind: 'map', entries: new Map() };
}

/** The list of an argument that is one. */
export function listArg(args: readonly Value[], index: number): ListValue {
  const value = args[index];
  return value?.kind === 'list' ? value : { kind: 'list', items: [] };
}
