import type { Span } from '../text/span';
import type { Rope } from './rope';
import { EMPTY } from './rope';

/**
 * What a Go template computes with. Scalars carry the rope that made them; maps and lists are shared and, as in Go,
 * may be changed by `set` and its like, so that they are the only data of this room that is not read-only.
 */
export type Value =
  NilValue | BoolValue | IntValue | FloatValue | StringValue | ListValue | MapValue | ObjectValue | UnknownValue;

/** A place in a tree of values: told by its parent and key. The root has neither. */
export interface ValueSource {
  readonly parent?: ValueSource;
  /** Map key or list index. */
  readonly key?: string;
  /** Where the value stands. */
  readonly at?: Span;
  /** Where its key stands. */
  readonly keyAt?: Span;
}

interface Sourced {
  /** Set when the value was read from a tree of values. */
  readonly source?: ValueSource;
}

/** `nil`: a null, or a key that is not there. */
export interface NilValue extends Sourced {
  readonly kind: 'nil';
}

/** `true` or `false`. */
export interface BoolValue extends Sourced {
  readonly kind: 'bool';
  readonly value: boolean;
  /** The text that it was read from. */
  readonly rope?: Rope;
}

/** An integer; never outside of what JavaScript counts exactly. */
export interface IntValue extends Sourced {
  readonly kind: 'int';
  readonly value: number;
  readonly type: 'int' | 'int64' | 'int32';
  readonly rope?: Rope;
}

/** A `float64`: every number of a YAML or JSON file is one. */
export interface FloatValue extends Sourced {
  readonly kind: 'float';
  readonly value: number;
  readonly rope?: Rope;
}

/** A string; it may hold marks of unknown parts (see marks.ts). */
export interface StringValue extends Sourced {
  readonly kind: 'string';
  readonly rope: Rope;
}

/** A slice. `elem` is the Go type of its elements when it is not `interface {}`. */
export interface ListValue extends Sourced {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly elem?: 'string' | 'int' | 'uint8';
  /** The Go type when it has a name, and its methods. */
  readonly type?: string;
  readonly methods?: ObjectValue['methods'];
  /** Go gives the elements in another order each time (`keys`, `values`). */
  readonly unordered?: true;
}

/** A map with string keys. */
export interface MapValue extends Sourced {
  readonly kind: 'map';
  readonly entries: Map<string, MapEntry>;
  /** The Go type when it is not `map[string]interface {}`. */
  readonly type?: string;
  /** Methods of Go's type, e.g. of what `.Files.Glob` gives. */
  readonly methods?: ObjectValue['methods'];
  /** Set when there may be other keys, or other values under these. */
  open?: Unknown;
}

/** A key with the characters that make it, and its value. */
export interface MapEntry {
  readonly key?: Rope;
  readonly value: Value;
}

/** A Go struct or a type with methods, e.g. `.Capabilities.APIVersions`. */
export interface ObjectValue extends Sourced {
  readonly kind: 'object';
  /** Go's name of the type. */
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly methods: ReadonlyMap<string, (args: readonly Value[]) => Value>;
  /** What it prints as, when it has a `String` method. */
  readonly rope?: Rope;
}

/** A value that cannot be told here. */
export interface UnknownValue extends Sourced {
  readonly kind: 'unknown';
  readonly unknown: Unknown;
}

/** Why something is unknown. */
export type UnknownKind =
  'random' | 'time' | 'cluster' | 'unsupported' | 'error' | 'failed' | 'budget' | 'file' | 'given';

/** An unknown: its reason, and what is known about it all the same. */
export interface Unknown {
  readonly kind: UnknownKind;
  /** The reason as the end of a sentence: "`randAlphaNum` gives something else each time". */
  readonly because: string;
  /** Whether it counts as true in a condition, when that is sure. */
  readonly truth?: boolean;
  /** Where it stands in the output: inside a line (`inline`), as lines of its own (`block`); left out when neither is sure. */
  readonly layout?: 'inline' | 'block';
  /** Spaces in front of its lines, when `indent` or `nindent` gave them. */
  readonly indent?: number;
}

/** `nil`. */
export const NIL: NilValue = { kind: 'nil' };
/** `true` without an origin. */
export const TRUE: BoolValue = { kind: 'bool', value: true };
/** `false` without an origin. */
export const FALSE: BoolValue = { kind: 'bool', value: false };

/** A bool without an origin. */
export function boolOf(value: boolean): BoolValue {
  return value ? TRUE : FALSE;
}

/** A string of a rope. */
export function stringOf(rope: Rope): StringValue {
  return { kind: 'string', rope };
}

/** The empty string. */
export const NO_TEXT: StringValue = { kind: 'string', rope: EMPTY };

/** A string that no character of a file makes, such as a release's name. */
export function plainString(text: string, at: Span, because: string): StringValue {
  return text === '' ? NO_TEXT : stringOf({ text, runs: [{ at: 0, origin: { kind: 'implied', at, because } }] });
}

/** An unknown value. */
export function unknownOf(unknown: Unknown): UnknownValue {
  return { kind: 'unknown', unknown };
}

/** A slice. */
export function listOf(items: readonly Value[], elem?: ListValue['elem']): ListValue {
  return elem ? { kind: 'list', items, elem } : { kind: 'list', items };
}

/** A map of these entries, which it keeps. */
export function mapOf(entries: Map<string, MapEntry>): MapValue {
  return { kind: 'map', entries };
}

/** A map of named values. */
export function mapOfValues(values: Iterable<readonly [string, Value]>): MapValue {
  const entries = new Map<string, MapEntry>();
  for (const [key, value] of values) entries.set(key, { value });
  return mapOf(entries);
}

/** The keys from the root of the tree of values to this place. */
export function pathOf(source: ValueSource): readonly string[] {
  const path: string[] = [];
  for (let at: ValueSource | undefined = source; at?.key !== undefined; at = at.parent) path.push(at.key);
  return path.reverse();
}

/** Go's kind of a value, as `kindOf` says it. */
export function kindOf(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return 'invalid';
    case 'int':
      return value.type;
    case 'float':
      return 'float64';
    case 'list':
      return 'slice';
    case 'object':
      return value.type.startsWith('*') ? 'ptr' : 'struct';
    case 'bool':
    case 'string':
    case 'map':
    case 'unknown':
      return value.kind;
  }
}

/** Go's name of a value's type, as `typeOf` and `%T` say it. */
export function typeOf(value: Value): string {
  if (value.kind === 'nil') return '<nil>';
  if (value.kind === 'list') return value.type ?? `[]${value.elem ?? 'interface {}'}`;
  if (value.kind === 'map') return value.type ?? 'map[string]interface {}';
  return value.kind === 'object' ? value.type : kindOf(value);
}
