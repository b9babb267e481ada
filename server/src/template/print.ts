import type { Implied, Place, Step } from '../text/mapped';
import { markOf } from './marks';
import type { Rope, Way } from './rope';
import {
  append,
  appendText,
  built,
  isFull,
  lazyRope,
  originOf,
  ropeBuilder,
  ropeOf,
  stepBefore,
  stepsOf,
} from './rope';
import type { Call } from './state';
import { callSpan, noteDeep } from './state';
import type { Value } from './value';

/** Printed collections deeper than this end in `…`. */
const DEPTH_LIMIT = 40;

/** A `float64` as Go's `%v` writes it: the fewest digits that tell it apart, with an exponent from 1e+06 on and below 1e-04. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return value.toString();
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A `float64` as Go's JSON writes it: no exponent between 1e-6 and 1e21. */
export function jsonFloat(value: number): string {
  const text = value.toString();
  // JavaScript writes exponents at the same places, but with one digit less.
  const at = text.indexOf('e');
  if (at < 0) return text;
  const exponent = text.slice(at + 1);
  const digits = exponent.slice(1);
  return `${text.slice(0, at)}e${exponent.charAt(0)}${digits.padStart(2, '0')}`;
}

/** The text of a scalar; `undefined` for anything else, `unknown` too. */
export function scalarText(value: Value): string | undefined {
  switch (value.kind) {
    case 'string':
      return value.rope.text;
    case 'bool':
      return value.value ? 'true' : 'false';
    case 'int':
      return String(value.value);
    case 'float':
      return printFloat(value.value);
    case 'object':
      return value.rope?.text;
    case 'nil':
    case 'list':
    case 'map':
    case 'unknown':
      return undefined;
  }
}

/** The rope of a value, when it has one. */
export function ropeIn(value: Value | undefined): Rope | undefined {
  return value && 'rope' in value ? value.rope : undefined;
}

/** Where computed characters come from: the inputs' places, as steps, and the first of them as the origin. */
export interface Computed {
  readonly origin: Place | Implied;
  readonly via: Way;
}

/**
 * The origin of what a call computes of `inputs`: the first that comes from a values file, else the first that stands
 * anywhere, else the call itself. A `generated` step says that the characters themselves stand nowhere.
 */
export function computedFrom(call: Call, inputs: readonly (Rope | undefined)[]): Computed {
  let origin: Place | Implied | undefined;
  let way: Way | undefined;
  let fromValues = false;
  for (const input of inputs) {
    const first = input?.runs[0];
    if (!input || !first) continue;
    const isValue = comesFromValues(first.via);
    if (origin && (fromValues || !isValue)) {
      if (isValue) way = way ? appendWay(first.via as Way, way) : first.via;
      continue;
    }
    origin = originOf(input);
    way = first.via;
    fromValues = isValue;
  }
  const at = callSpan(call);
  const step: Step = { kind: 'generated', name: call.name, at };
  return { origin: origin ?? { ...at, copy: false }, via: stepBefore(step, way) };
}

function comesFromValues(way: Way | undefined): boolean {
  for (let at = way; at; at = at.next) if (at.step.kind === 'values') return true;
  return false;
}

/** Steps of one input that are told behind those of another. */
const WAY_LIMIT = 20;

/** The steps of `first` behind those of `way`. */
function appendWay(first: Way, way: Way): Way {
  return [...stepsOf(way)].slice(0, WAY_LIMIT).reduceRight<Way>((next, step) => ({ step, next }), first);
}

/** Text that a call computes of its inputs. */
export function computed(call: Call, text: string, inputs: readonly (Rope | undefined)[]): Rope {
  if (text === '') return ropeOf('', { ...callSpan(call), copy: false });
  const only = inputs.length === 1 ? inputs[0] : undefined;
  if (only?.text === text) return only;
  const ropes = inputs.filter((input) => input !== undefined);
  return lazyRope(text, ropes, () => {
    const { origin, via } = computedFrom(call, ropes);
    return ropeOf(text, origin, via).runs;
  });
}

/**
 * What a value prints as (`%v`). `nil` is `<no value>` for an action and `<nil>` elsewhere; unknown is a mark; of scalars
 * the characters that made them are kept when they are the same.
 */
export function printed(call: Call, value: Value, ofNil: string = '<nil>'): Rope {
  if (value.kind === 'string') return value.rope;
  if (value.kind === 'unknown') return markOf(value.unknown, callSpan(call));
  if (value.kind === 'nil') return plain(call, ofNil);
  const text = scalarText(value);
  if (text !== undefined) return computed(call, text, [ropeIn(value)]);
  noteDeep(call, value);
  if (value.kind === 'map' && value.open) return markOf({ ...value.open, layout: 'inline' }, callSpan(call));
  const out = ropeBuilder();
  printInto(call, value, out, 0);
  return built(out);
}

/** Text that the call itself makes, of nothing. */
export function plain(call: Call, text: string): Rope {
  return lazyRope(text, [], () => ropeOf(text, { ...callSpan(call), copy: false }).runs);
}

function printInto(call: Call, value: Value, out: ReturnType<typeof ropeBuilder>, depth: number): void {
  const at = { ...callSpan(call), copy: false };
  if (depth > DEPTH_LIMIT || isFull(out)) appendText(out, '…', at);
  else if (value.kind === 'map' && value.open) append(out, markOf({ ...value.open, layout: 'inline' }, callSpan(call)));
  else if (value.kind === 'list') {
    appendText(out, '[', at);
    value.items.forEach((item, i) => {
      if (i > 0) appendText(out, ' ', at);
      printInto(call, item, out, depth + 1);
    });
    appendText(out, ']', at);
  } else if (value.kind === 'map') {
    appendText(out, 'map[', at);
    sortedKeys(value.entries).forEach((key, i) => {
      if (i > 0) appendText(out, ' ', at);
      const entry = value.entries.get(key);
      append(out, entry?.key ?? ropeOf(key, at));
      appendText(out, ':', at);
      if (entry) printInto(call, entry.value, out, depth + 1);
    });
    appendText(out, ']', at);
  } else if (value.kind === 'object' && !value.rope) appendText(out, `{${[...value.fields.keys()].join(' ')}}`, at);
  else append(out, printed(call, value));
}

/** Keys in Go's order of strings: by bytes of UTF-8, which is the order of code points. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): readonly string[] {
  const keys = [...map.keys()];
  return keys.length < 2 ? keys : keys.sort(compareText);
}

/** Go's order of strings. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for characters behind all others.
    const highX = x >= 0xd800 && x <= 0xdfff;
    const highY = y >= 0xd800 && y <= 0xdfff;
    if (highX !== highY) return highX ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
