import { byteLength, byteOffset } from '../../text/bytes';
import { hasMark, markOf } from '../marks';
import { computed, plain, printed } from '../print';
import type { Rope, RopeBuilder } from '../rope';
import { EMPTY, append, appendText, built, lazyRope, ropeBuilder, sliceRope } from '../rope';
import type { Call } from '../state';
import { callSpan, failed, unknownBecause } from '../state';
import type { Value } from '../value';
import { boolOf, listOf, stringOf } from '../value';
import type { FunctionTable } from './define';
import { numberArg, ropeArg, strict, textArg, tolerant } from './define';
import { quoteInto } from './quote';
import { camelcase, swapcase, title, untitle, wordsOf } from './words';

/** Texts longer than this are not made by repeating or padding. */
const LENGTH_LIMIT = 1_000_000;

const string = (rope: Rope): Value => stringOf(rope);

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x85 || code === 0xa0;
}

function trimWhere(rope: Rope, cut: (code: number) => boolean): Rope {
  const { text } = rope;
  let start = 0;
  let end = text.length;
  while (start < end && cut(text.charCodeAt(start))) start++;
  while (end > start && cut(text.charCodeAt(end - 1))) end--;
  return sliceRope(rope, start, end);
}

function trimAll(_call: Call, args: readonly Value[]): Value {
  const set = textArg(args, 0);
  return string(trimWhere(ropeArg(args, 1), (code) => set.includes(String.fromCharCode(code))));
}

function trunc(_call: Call, args: readonly Value[]): Value {
  const count = numberArg(args, 0);
  const rope = ropeArg(args, 1);
  const length = byteLength(rope.text);
  if (count < 0 && length + count > 0) return string(sliceRope(rope, byteOffset(rope.text, length + count)));
  if (count >= 0 && length > count) return string(sliceRope(rope, 0, byteOffset(rope.text, count)));
  return string(rope);
}

function substr(_call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 2);
  const start = numberArg(args, 0);
  const end = numberArg(args, 1);
  const at = (bytes: number) => byteOffset(rope.text, bytes);
  if (start < 0) return string(sliceRope(rope, 0, at(end)));
  if (end < 0 || end > byteLength(rope.text)) return string(sliceRope(rope, at(start)));
  return string(sliceRope(rope, at(start), at(end)));
}

/** Adds a rope with `pad` in front of each line; the padding stands nowhere and stays out of what is traced. */
function indentInto(call: Call, out: RopeBuilder, pad: string, rope: Rope): void {
  const { text } = rope;
  const at = { ...callSpan(call), copy: false };
  appendText(out, pad, at);
  let from = 0;
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', from)) {
    append(out, rope, from, next + 1);
    append(out, padding(rope, next + 1, pad, at));
    from = next + 1;
  }
  append(out, rope, from);
}

/** Padding between two lines, said to stand between them in the file too. */
function padding(
  rope: Rope,
  at: number,
  pad: string,
  fallback: { uri: string; start: number; end: number; copy: boolean },
): Rope {
  if (pad === '') return EMPTY;
  return lazyRope(pad, [rope], () => {
    const before = sliceRope(rope, at - 1, at).runs[0];
    const origin = before?.origin;
    const end = origin && !('kind' in origin) && origin.copy ? origin.end : undefined;
    const place =
      end === undefined || !origin || 'kind' in origin ? fallback : { uri: origin.uri, start: end, end, copy: false };
    return [before?.via ? { at: 0, origin: place, via: before.via } : { at: 0, origin: place }];
  });
}

function indent(call: Call, args: readonly Value[]): Value {
  return indented(call, args, '');
}

function nindent(call: Call, args: readonly Value[]): Value {
  return indented(call, args, '\n');
}

function indented(call: Call, args: readonly Value[], before: string): Value {
  const count = numberArg(args, 0);
  const text = args[1];
  if (text?.kind === 'unknown') {
    const { kind, because, truth } = text.unknown;
    return unknownBecause(kind, because, {
      ...(truth === undefined ? {} : { truth }),
      indent: count,
      ...(before ? { layout: 'block' as const } : {}),
    });
  }
  if (text?.kind !== 'string') return failed(call, 'wrong type for value; expected string');
  if (count < 0 || count > 10_000) return failed(call, `strings: a count of ${count} for indentation`);
  const out = ropeBuilder();
  appendText(out, before, { ...callSpan(call), copy: false });
  indentInto(call, out, ' '.repeat(count), text.rope);
  return string(built(out));
}

function replace(call: Call, args: readonly Value[]): Value {
  const old = textArg(args, 0);
  const next = ropeArg(args, 1);
  const source = ropeArg(args, 2);
  const out = ropeBuilder();
  if (old === '') return string(computed(call, source.text.split('').join(next.text), [source]));
  let from = 0;
  for (let at = source.text.indexOf(old); at >= 0; at = source.text.indexOf(old, from)) {
    append(out, source, from, at);
    append(out, next);
    from = at + old.length;
    if (out.length > LENGTH_LIMIT) return failed(call, 'the text grows too long');
  }
  if (from === 0) return string(source);
  append(out, source, from);
  return string(built(out));
}

function repeat(call: Call, args: readonly Value[]): Value {
  const count = numberArg(args, 0);
  const rope = ropeArg(args, 1);
  if (count < 0) return failed(call, 'strings: negative Repeat count');
  if (count * rope.text.length > LENGTH_LIMIT)
    return unknownBecause('budget', `\`repeat ${count}\` makes a text that is too long`);
  return string(computed(call, rope.text.repeat(count), [rope]));
}

/** Ropes with a separator between them. */
export function joinRopes(ropes: readonly Rope[], separator: Rope): Rope {
  const out = ropeBuilder();
  ropes.forEach((rope, i) => {
    if (i > 0) append(out, separator);
    append(out, rope);
  });
  return built(out);
}

/** What Sprig takes for a list of strings: elements that are not nil, printed; anything else is its own list. */
export function stringsOf(call: Call, value: Value | undefined): readonly Rope[] {
  if (!value || value.kind === 'nil') return [];
  if (value.kind !== 'list') return [printed(call, value)];
  return value.items.filter((item) => item.kind !== 'nil').map((item) => printed(call, item));
}

function join(call: Call, args: readonly Value[]): Value {
  const list = args[1];
  if (list?.kind === 'unknown') return list;
  return string(joinRopes(stringsOf(call, list), ropeArg(args, 0)));
}

function quote(call: Call, args: readonly Value[]): Value {
  const out = ropeBuilder();
  for (const arg of args) {
    if (arg.kind === 'nil') continue;
    if (out.length > 0) append(out, plain(call, ' '));
    quoteInto(
      call,
      out,
      arg.kind === 'unknown' ? markOf({ ...arg.unknown, layout: 'inline' }, callSpan(call)) : printed(call, arg),
    );
  }
  return string(built(out));
}

function squote(call: Call, args: readonly Value[]): Value {
  const quoted = args
    .filter((arg) => arg.kind !== 'nil')
    .map((arg) => {
      const inner =
        arg.kind === 'unknown' ? markOf({ ...arg.unknown, layout: 'inline' }, callSpan(call)) : printed(call, arg);
      return joinRopes([plain(call, "'"), inner, plain(call, "'")], EMPTY);
    });
  return string(joinRopes(quoted, plain(call, ' ')));
}

function cat(call: Call, args: readonly Value[]): Value {
  const parts = args.filter((arg) => arg.kind !== 'nil').map((arg) => printed(call, arg));
  return string(joinRopes(parts, plain(call, ' ')));
}

function changed(change: (text: string) => string): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 0);
    return string(computed(call, change(rope.text), [rope]));
  };
}

function abbrev(call: Call, args: readonly Value[]): Value {
  const width = numberArg(args, 0);
  const rope = ropeArg(args, 1);
  if (width < 4 || rope.text.length <= width) return string(rope);
  return string(joinRopes([sliceRope(rope, 0, width - 3), plain(call, '...')], EMPTY));
}

function contains(test: (text: string, part: string) => boolean): (call: Call, args: readonly Value[]) => Value {
  return (_call, args) => boolOf(test(textArg(args, 1), textArg(args, 0)));
}

/** As `contains`, but what is known of a text with marks may decide. */
function containsKnown(_call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 1);
  const part = textArg(args, 0);
  if (!hasMark(part) && rope.text.includes(part)) return boolOf(true);
  if (hasMark(part) || hasMark(rope.text)) return unknownBecause('given', 'a part of the text is unknown');
  return boolOf(false);
}

function toStringValue(call: Call, args: readonly Value[]): Value {
  const [value] = args;
  if (!value || value.kind === 'unknown') return value ?? stringOf(EMPTY);
  return string(printed(call, value));
}

function split(call: Call, args: readonly Value[], limit: number): readonly Rope[] {
  const separator = textArg(args, 0);
  const rope = ropeArg(args, args.length - 1);
  if (separator === '') return [...rope.text].map((c) => computed(call, c, [rope]));
  const pieces: Rope[] = [];
  let from = 0;
  for (let at = rope.text.indexOf(separator); at >= 0; at = rope.text.indexOf(separator, from)) {
    if (limit > 0 && pieces.length === limit - 1) break;
    pieces.push(sliceRope(rope, from, at));
    from = at + separator.length;
  }
  pieces.push(sliceRope(rope, from));
  return pieces;
}

function splitMap(call: Call, args: readonly Value[], limit: number): Value {
  const pieces = split(call, args, limit);
  return {
    kind: 'map',
    type: 'map[string]string',
    entries: new Map(pieces.map((p, i) => [`_${i}`, { value: string(p) }])),
  };
}

/** Sprig's functions on strings. */
export const stringFunctions: FunctionTable = [
  ...tolerant('trim', 's', (_call, args) => string(trimWhere(ropeArg(args, 0), isSpace))),
  ...tolerant('trimAll trimall', 'ss', trimAll),
  ...tolerant('trimSuffix', 'ss', (_call, args) => {
    const rope = ropeArg(args, 1);
    const suffix = textArg(args, 0);
    return string(rope.text.endsWith(suffix) ? sliceRope(rope, 0, rope.text.length - suffix.length) : rope);
  }),
  ...tolerant('trimPrefix', 'ss', (_call, args) => {
    const rope = ropeArg(args, 1);
    const prefix = textArg(args, 0);
    return string(rope.text.startsWith(prefix) ? sliceRope(rope, prefix.length) : rope);
  }),
  ...strict('trunc', 'is', trunc),
  ...strict('substr', 'iis', substr),
  ...tolerant('indent', 'ia', indent),
  ...tolerant('nindent', 'ia', nindent),
  ...tolerant('replace', 'sss', replace),
  ...strict('repeat', 'is', repeat),
  ...tolerant('join', 'sa', join),
  ...tolerant('quote', 'a*', quote),
  ...tolerant('squote', 'a*', squote),
  ...tolerant('cat', 'a*', cat),
  ...tolerant('toString', 'a', toStringValue),
  ...strict(
    'upper',
    's',
    changed((t) => t.toUpperCase()),
  ),
  ...strict(
    'lower',
    's',
    changed((t) => t.toLowerCase()),
  ),
  ...strict('title', 's', changed(title)),
  ...strict('untitle', 's', changed(untitle)),
  ...strict('swapcase', 's', changed(swapcase)),
  ...strict(
    'nospace',
    's',
    changed((t) => t.replace(/\s+/g, '')),
  ),
  ...strict(
    'initials',
    's',
    changed((t) =>
      t
        .split(/\s+/)
        .map((w) => [...w][0] ?? '')
        .join(''),
    ),
  ),
  ...strict(
    'snakecase',
    's',
    changed((t) => wordsOf(t).join('_').toLowerCase()),
  ),
  ...strict(
    'kebabcase',
    's',
    changed((t) => wordsOf(t).join('-').toLowerCase()),
  ),
  ...strict('camelcase', 's', changed(camelcase)),
  ...strict('abbrev', 'is', abbrev),
  ...tolerant('contains', 'ss', containsKnown),
  ...strict(
    'hasPrefix',
    'ss',
    contains((t, p) => t.startsWith(p)),
  ),
  ...strict(
    'hasSuffix',
    'ss',
    contains((t, p) => t.endsWith(p)),
  ),
  ...strict('plural', 'ssi', (_call, args) => string(ropeArg(args, numberArg(args, 2) === 1 ? 0 : 1))),
  ...strict('splitList', 'ss', (call, args) => listOf(split(call, args, 0).map(string), 'string')),
  ...strict('split', 'ss', (call, args) => splitMap(call, args, 0)),
  ...strict('splitn', 'sis', (call, args) => splitMap(call, args, numberArg(args, 1))),
  ...strict('sortAlpha', 'a', (call, args) => {
    const sorted = stringsOf(call, args[0]).toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    return listOf(sorted.map(string), 'string');
  }),
  ...strict('toStrings', 'a', (call, args) => listOf(stringsOf(call, args[0]).map(string), 'string')),
  ...strict('hello', '', (call) => string(plain(call, 'Hello!'))),
];
