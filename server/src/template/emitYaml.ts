import { BLOCK_MARK, VALUE_MARK } from './marks';
import { computedFrom, jsonFloat, printed, sortedKeys } from './print';
import { resolvePlain } from './resolve';
import type { Rope, RopeBuilder } from './rope';
import { append, appendText, built, isFull, ropeBuilder, ropeOf, sliceRope } from './rope';
import type { Call } from './state';
import { callSpan } from './state';
import type { Value } from './value';
import { unknownOf } from './value';

/** Collections nested deeper than this are not written: they may hold themselves. */
const DEPTH_LIMIT = 100;

interface Emitting {
  readonly call: Call;
  readonly out: RopeBuilder;
  /** Characters that the emitter adds: `: `, `- `, indentation. */
  readonly write: (text: string) => void;
}

/**
 * A value as Helm's `toYaml` writes it (sigs.k8s.io/yaml over go-yaml v2): sorted keys, two spaces, lists not indented,
 * plain scalars where they read back as the same. No line break at the end. Scalars keep the places of their characters.
 */
export function emitYaml(call: Call, value: Value): Rope {
  const out = ropeBuilder();
  const at = { ...callSpan(call), copy: false };
  const emitting: Emitting = { call, out, write: (text) => appendText(out, text, at) };
  if (value.kind === 'map' && (value.entries.size > 0 || value.open)) emitMap(emitting, value, 0, false);
  else if (value.kind === 'list' && value.items.length > 0) emitList(emitting, value, 0, false);
  else emitScalar(emitting, value, 2);
  const rope = built(out);
  return rope.text.endsWith('\n') ? sliceRope(rope, 0, rope.text.length - 1) : rope;
}

function lineStart({ write }: Emitting, indent: number): void {
  if (indent > 0) write(' '.repeat(indent));
}

/** Writes the entries, each with its line break; the first stands where the line is already when `inline`. */
function emitMap(e: Emitting, map: Value & { kind: 'map' }, indent: number, inline: boolean): void {
  sortedKeys(map.entries).forEach((key, i) => {
    const entry = map.entries.get(key);
    if (!entry) return;
    if (i > 0 || !inline) lineStart(e, indent);
    emitKey(e, entry.key ?? ropeOf(key, { ...callSpan(e.call), copy: false }), indent);
    // In an open map each value may be another one.
    emitValue(e, map.open ? unknownOf(map.open) : entry.value, indent);
  });
  if (map.open) {
    lineStart(e, indent);
    const at = callSpan(e.call);
    append(e.out, ropeOf(`${BLOCK_MARK}${BLOCK_MARK}`, { kind: 'implied', at, because: map.open.because }));
    e.write('\n');
  }
}

function emitKey(e: Emitting, key: Rope, indent: number): void {
  emitText(e, key, indent, true);
  e.write(':');
}

function emitValue(e: Emitting, value: Value, indent: number): void {
  if (indent > DEPTH_LIMIT * 2 || isFull(e.out)) e.write(' null\n');
  else if (value.kind === 'map' && (value.entries.size > 0 || value.open)) {
    e.write('\n');
    emitMap(e, value, indent + 2, false);
  } else if (value.kind === 'list' && value.items.length > 0) {
    e.write('\n');
    emitList(e, value, indent, false);
  } else {
    e.write(' ');
    emitScalar(e, value, indent + 2);
  }
}

function emitList(e: Emitting, list: Value & { kind: 'list' }, indent: number, inline: boolean): void {
  list.items.forEach((item, i) => {
    if (i > 0 || !inline) lineStart(e, indent);
    e.write('- ');
    if (indent > DEPTH_LIMIT * 2 || isFull(e.out)) e.write('null\n');
    else if (item.kind === 'map' && (item.entries.size > 0 || item.open))
      emitMap(e, item, indent + 2, item.entries.size > 0);
    else if (item.kind === 'list' && item.items.length > 0) emitList(e, item, indent + 2, true);
    else emitScalar(e, item, indent + 2);
  });
}

/** A scalar or an empty collection, with the line break. */
function emitScalar(e: Emitting, value: Value, indent: number): void {
  switch (value.kind) {
    case 'map':
      e.write('{}');
      break;
    case 'list':
      e.write('[]');
      break;
    case 'nil':
      e.write('null');
      break;
    case 'string':
      emitText(e, value.rope, indent, false);
      break;
    case 'float':
      emitNumber(e, value);
      break;
    case 'object':
      if (value.rope) emitText(e, value.rope, indent, false);
      else e.write('{}');
      break;
    case 'unknown':
      append(e.out, ropeOf(VALUE_MARK, { kind: 'implied', at: callSpan(e.call), because: value.unknown.because }));
      break;
    case 'bool':
    case 'int':
      append(e.out, printed(e.call, value));
      break;
  }
  e.write('\n');
}

function emitNumber(e: Emitting, value: Value & { kind: 'float' }): void {
  const text = jsonFloat(value.value);
  if (value.rope?.text === text) append(e.out, value.rope);
  else {
    const { origin, via } = computedFrom(e.call, [value.rope]);
    appendText(e.out, text, origin, via);
  }
}

/** What go-yaml's emitter looks at in a text to choose how it is written. */
interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isPrintable(code: number): boolean {
  if (code === 9 || code === 0x7f) return false;
  return code === 10 || (code >= 32 && code !== 0xfeff && !(code >= 0x80 && code < 0xa0 && code !== 0x85));
}

const FIRST = '#,[]{}&*!|>\'"%@`';

/** Whether a character at `i` would be read as a sign of YAML in a plain scalar. */
function isIndicator(text: string, i: number): boolean {
  const c = text.charAt(i);
  if (c !== ':' && c !== '#' && !(i === 0 && (c === '?' || c === '-'))) return false;
  const isBlank = (code: number) => code === 32 || code === 9 || isBreak(code);
  if (c === '#') return i === 0 || isBlank(text.charCodeAt(i - 1));
  return i + 1 >= text.length || isBlank(text.charCodeAt(i + 1));
}

function analyze(text: string): Analysis {
  let indicators = text.startsWith('---') || text.startsWith('...') || FIRST.includes(text.charAt(0));
  let special = false;
  let breaks = false;
  let spaceBreak = false;
  let breakSpace = false;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isIndicator(text, i)) indicators = true;
    if (!isPrintable(code)) special = true;
    if (code === 32 && isBreak(before)) breakSpace = true;
    if (isBreak(code)) {
      breaks = true;
      if (before === 32) spaceBreak = true;
    }
    before = code;
  }
  const first = text.charCodeAt(0);
  const ends = first === 32 || before === 32 || isBreak(first) || isBreak(before);
  return {
    plain: !indicators && !special && !breaks && !ends,
    single: !special && !spaceBreak && !breakSpace,
    block: !special && !spaceBreak && before !== 32,
  };
}

function isBase60(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

function isTimestamp(text: string): boolean {
  return /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})/.test(text);
}

/** A string as key or value. */
function emitText(e: Emitting, rope: Rope, indent: number, isKey: boolean): void {
  const { text } = rope;
  if (text === '') {
    e.write('""');
    return;
  }
  const analysis = analyze(text);
  const lines = text.includes('\n');
  const reads = !lines && resolvePlain(text).type === 'string' && !isBase60(text) && !isTimestamp(text);
  if (lines && analysis.block && !isKey) emitLiteral(e, rope, indent);
  else if (reads && analysis.plain) append(e.out, rope);
  else if (reads && analysis.single) emitSingle(e, rope);
  else emitDouble(e, rope);
}

function emitSingle(e: Emitting, rope: Rope): void {
  e.write("'");
  let from = 0;
  for (let at = rope.text.indexOf("'"); at >= 0; at = rope.text.indexOf("'", at + 1)) {
    append(e.out, rope, from, at + 1);
    e.write("'");
    from = at + 1;
  }
  append(e.out, rope, from);
  e.write("'");
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0, '\\0'],
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
  [27, '\\e'],
  [34, '\\"'],
  [92, '\\\\'],
  [0x85, '\\N'],
  [0xa0, '\\_'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);

function escapeOf(code: number): string | undefined {
  const known = code === 0xa0 ? undefined : ESCAPES.get(code);
  if (known || isPrintable(code)) return known;
  return code < 256
    ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function emitDouble(e: Emitting, rope: Rope): void {
  const { text } = rope;
  e.write('"');
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const escape = escapeOf(text.charCodeAt(at));
    if (escape === undefined) continue;
    append(e.out, rope, from, at);
    const { origin, via } = computedFrom(e.call, [sliceRope(rope, at, at + 1)]);
    appendText(e.out, escape, origin, via);
    from = at + 1;
  }
  append(e.out, rope, from);
  e.write('"');
}

/** A block scalar; the caller adds the last line break. */
function emitLiteral(e: Emitting, rope: Rope, indent: number): void {
  const { text } = rope;
  const first = text.charCodeAt(0);
  const hint = first === 32 || isBreak(first) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  e.write(`|${hint}${chomp}`);
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  let from = 0;
  while (from <= end) {
    const newline = text.indexOf('\n', from);
    const stop = newline < 0 || newline > end ? end : newline;
    e.write('\n');
    if (stop > from) e.write(' '.repeat(indent));
    append(e.out, rope, from, stop);
    from = stop + 1;
  }
}
