import { VALUE_MARK } from './marks';
import { jsonFloat, printed, sortedKeys } from './print';
import type { RopeBuilder, Rope } from './rope';
import { append, appendText, built, isFull, ropeBuilder, ropeOf } from './rope';
import type { Call } from './state';
import { callSpan } from './state';
import type { Value } from './value';
import { unknownOf } from './value';

const DEPTH_LIMIT = 100;

/** How JSON is written. */
export interface JsonStyle {
  /** Spaces of one level; none for a single line. */
  readonly indent: string;
  /** `<`, `>` and `&` are written as escapes, as Go does unless told otherwise. */
  readonly html: boolean;
}

interface Emitting {
  readonly call: Call;
  readonly out: RopeBuilder;
  readonly style: JsonStyle;
  readonly write: (text: string) => void;
}

/** A value as Go's encoding/json writes it: sorted keys. Strings keep the places of their characters. */
export function emitJson(call: Call, value: Value, style: JsonStyle): Rope {
  const out = ropeBuilder();
  const at = { ...callSpan(call), copy: false };
  emit({ call, out, style, write: (text) => appendText(out, text, at) }, value, 0);
  return built(out);
}

function emit(e: Emitting, value: Value, depth: number): void {
  if (depth > DEPTH_LIMIT || isFull(e.out)) {
    e.write('null');
    return;
  }
  if (value.kind === 'map' && value.open) {
    emit(e, unknownOf(value.open), depth);
    return;
  }
  switch (value.kind) {
    case 'map': {
      const keys = sortedKeys(value.entries);
      members(e, '{}', keys, depth, (key) => {
        const entry = value.entries.get(key);
        emitText(e, entry?.key ?? ropeOf(key, { ...callSpan(e.call), copy: false }));
        e.write(e.style.indent ? ': ' : ':');
        if (entry) emit(e, entry.value, depth + 1);
      });
      break;
    }
    case 'list':
      members(e, '[]', value.items, depth, (item) => emit(e, item, depth + 1));
      break;
    case 'nil':
      e.write('null');
      break;
    case 'string':
      emitText(e, value.rope);
      break;
    case 'float':
      if (value.rope?.text === jsonFloat(value.value)) append(e.out, value.rope);
      else e.write(jsonFloat(value.value));
      break;
    case 'bool':
    case 'int':
      append(e.out, printed(e.call, value));
      break;
    case 'object':
      if (value.rope) emitText(e, value.rope);
      else e.write('{}');
      break;
    case 'unknown':
      append(e.out, ropeOf(VALUE_MARK, { kind: 'implied', at: callSpan(e.call), because: value.unknown.because }));
      break;
  }
}

function members<T>(e: Emitting, brackets: string, items: readonly T[], depth: number, each: (item: T) => void): void {
  e.write(brackets.charAt(0));
  items.forEach((item, i) => {
    if (i > 0) e.write(',');
    if (e.style.indent) e.write(`\n${e.style.indent.repeat(depth + 1)}`);
    each(item);
  });
  if (e.style.indent && items.length > 0) e.write(`\n${e.style.indent.repeat(depth)}`);
  e.write(brackets.charAt(1));
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function emitText(e: Emitting, rope: Rope): void {
  const { text } = rope;
  e.write('"');
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const code = text.charCodeAt(at);
    const unsafe = code < 32 || code === 0x2028 || code === 0x2029 || (e.style.html && '<>&'.includes(c));
    const escape = ESCAPES.get(c) ?? (unsafe ? `\\u${code.toString(16).padStart(4, '0')}` : undefined);
    if (escape === undefined) continue;
    append(e.out, rope, from, at);
    e.write(escape);
    from = at + 1;
  }
  append(e.out, rope, from);
  e.write('"');
}
