import { BLOCK_MARK, VALUE_MARK, hasMark } from './marks';
import { compareText } from './print';
import type { Value } from './value';

/** Whether a value counts as true (`if`, `and`, `not`); `undefined` when that is unknown. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'nil':
      return false;
    case 'bool':
      return value.value;
    case 'int':
    case 'float':
      return value.value !== 0;
    case 'string':
      return textTruth(value.rope.text);
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0 ? true : value.open ? undefined : false;
    case 'object':
      return true;
    case 'unknown':
      return value.unknown.truth;
  }
}

/** Text with marks is not empty when it has anything else. */
function textTruth(text: string): boolean | undefined {
  if (!hasMark(text)) return text !== '';
  for (const c of text) if (c !== VALUE_MARK && c !== BLOCK_MARK) return true;
  return undefined;
}

/** What a comparison says: a truth, nothing (`unknown`), or why Go refuses to compare. */
export type Comparison = boolean | 'unknown' | { readonly error: string };

/** Go's basic kinds; `other` for nil, maps, lists and objects. */
function basicKind(value: Value): 'bool' | 'int' | 'float' | 'string' | 'other' | 'unknown' {
  const { kind } = value;
  if (kind === 'string') return hasMark(value.rope.text) ? 'unknown' : 'string';
  return kind === 'nil' || kind === 'list' || kind === 'map' || kind === 'object' ? 'other' : kind;
}

/** `eq a b` of text/template: kinds must be the same, nil equals nil only. */
export function equal(a: Value, b: Value): Comparison {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === 'unknown' || other === 'unknown') return 'unknown';
  if (kind !== other) {
    if (a.kind === 'nil' || b.kind === 'nil') return false;
    return { error: 'incompatible types for comparison' };
  }
  if (a.kind === 'string' && b.kind === 'string') return a.rope.text === b.rope.text;
  if ((a.kind === 'bool' || a.kind === 'int' || a.kind === 'float') && 'value' in b) return a.value === b.value;
  if (a.kind === 'nil' || b.kind === 'nil') return a.kind === b.kind;
  return { error: `non-comparable type ${a.kind}` };
}

/** The order of two values of one kind: negative, zero, positive. */
export function order(a: Value, b: Value): number | 'unknown' | { readonly error: string } {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === 'unknown' || other === 'unknown') return 'unknown';
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.rope.text, b.rope.text);
  if (kind === 'other' || other === 'other' || (kind === 'bool' && other === 'bool'))
    return { error: 'invalid type for comparison' };
  if (kind !== other) return { error: 'incompatible types for comparison' };
  if ((a.kind === 'int' || a.kind === 'float') && 'value' in b) return a.value - Number(b.value);
  return { error: 'invalid type for comparison' };
}

/** Parts that one comparison looks at. */
const COMPARE_LIMIT = 100_000;

/** Go's `reflect.DeepEqual`; `undefined` when something in it is unknown. */
export function deepEqual(a: Value, b: Value): boolean | undefined {
  return sameParts(a, b, { left: COMPARE_LIMIT }, 0);
}

function sameParts(a: Value, b: Value, budget: { left: number }, depth: number): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown' || depth > 60 || budget.left-- <= 0) return undefined;
  if (a.kind !== b.kind) return false;
  if (a === b) return true;
  if (a.kind === 'string' && b.kind === 'string') {
    if (hasMark(a.rope.text) || hasMark(b.rope.text)) return undefined;
    return a.rope.text === b.rope.text;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.items.length !== b.items.length) return false;
    return all(a.items.map((item, i) => sameParts(item, b.items[i] as Value, budget, depth + 1)));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    if (a.open || b.open) return undefined;
    if (a.entries.size !== b.entries.size) return false;
    const parts = [...a.entries].map(([key, entry]) => {
      const other = b.entries.get(key);
      return other ? sameParts(entry.value, other.value, budget, depth + 1) : false;
    });
    return all(parts);
  }
  if ('value' in a && 'value' in b) return a.value === b.value && (a.kind !== 'int' || a.type === (b as typeof a).type);
  return a.kind === 'nil';
}

function all(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}
