import { utf8 } from '../../text/bytes';
import { markOf } from '../marks';
import { computed, plain, printFloat, printed, ropeIn } from '../print';
import type { Rope, RopeBuilder } from '../rope';
import { append, built, concatRopes, ropeBuilder, sliceRope } from '../rope';
import type { Call } from '../state';
import { callSpan } from '../state';
import type { ListValue, Value } from '../value';
import { stringOf, typeOf } from '../value';
import type { FunctionTable } from './define';
import { ropeArg, strict, tolerant } from './define';
import { quoteInto } from './quote';

/** Widths and precisions beyond this are taken for this. */
const WIDTH_LIMIT = 10_000;

interface Verb {
  readonly letter: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** Offset behind the verb. */
  readonly end: number;
}

function readDigits(text: string, at: number): { readonly value: number | undefined; readonly end: number } {
  let end = at;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return { value: end > at ? Math.min(Number(text.slice(at, end)), WIDTH_LIMIT) : undefined, end };
}

function readVerb(format: string, at: number): Verb {
  let here = at + 1;
  while ('+-# 0'.includes(format.charAt(here)) && here < format.length) here++;
  const flags = format.slice(at + 1, here);
  const width = readDigits(format, here);
  here = width.end;
  let precision: number | undefined;
  if (format.charAt(here) === '.') {
    const digits = readDigits(format, here + 1);
    precision = digits.value ?? 0;
    here = digits.end;
  }
  const letter = String.fromCodePoint(format.codePointAt(here) ?? 0);
  return {
    letter: here < format.length ? letter : '',
    flags,
    width: width.value,
    precision,
    end: here + letter.length,
  };
}

/** Go's `Sprintf`: copied characters keep their places, numbers that need no other form too. */
function sprintf(call: Call, args: readonly Value[]): Rope {
  const format = ropeArg(args, 0);
  const out = ropeBuilder();
  let used = 1;
  let from = 0;
  for (let at = format.text.indexOf('%'); at >= 0; at = format.text.indexOf('%', from)) {
    append(out, format, from, at);
    const verb = readVerb(format.text, at);
    from = verb.end;
    if (verb.letter === '%') append(out, sliceRope(format, at, at + 1));
    else if (verb.letter === '') append(out, plain(call, '%!(NOVERB)'));
    else {
      const arg = args[used++];
      if (arg) formatInto(call, out, verb, arg);
      else append(out, plain(call, `%!${verb.letter}(MISSING)`));
    }
  }
  append(out, format, from);
  if (used < args.length) {
    const extra = args.slice(used).map((arg) => `${typeOf(arg)}=${printed(call, arg).text}`);
    append(out, plain(call, `%!(EXTRA ${extra.join(', ')})`));
  }
  return built(out);
}

function formatInto(call: Call, out: RopeBuilder, verb: Verb, arg: Value): void {
  if (arg.kind === 'unknown') {
    append(out, markOf({ ...arg.unknown, layout: 'inline' }, callSpan(call)));
    return;
  }
  const rope = formatted(call, verb, arg);
  const pad = (verb.width ?? 0) - [...rope.text].length;
  if (pad <= 0) {
    append(out, rope);
    return;
  }
  const zero = verb.flags.includes('0') && !verb.flags.includes('-') && 'dfgexXob'.includes(verb.letter);
  if (verb.flags.includes('-')) {
    append(out, rope);
    append(out, plain(call, ' '.repeat(pad)));
  } else if (zero && rope.text.startsWith('-')) {
    append(out, rope, 0, 1);
    append(out, plain(call, '0'.repeat(pad)));
    append(out, rope, 1);
  } else {
    append(out, plain(call, (zero ? '0' : ' ').repeat(pad)));
    append(out, rope);
  }
}

function formatted(call: Call, verb: Verb, arg: Value): Rope {
  const { letter, flags, precision } = verb;
  if (arg.kind === 'list' && letter !== 'v' && letter !== 'T') return elementwise(call, verb, arg);
  switch (letter) {
    case 'v':
      return flags.includes('+') && (arg.kind === 'int' || arg.kind === 'float') && arg.value >= 0
        ? signed(call, printed(call, arg), arg)
        : printed(call, arg);
    case 's':
      return asString(call, arg, precision);
    case 'q':
      return quoted(call, arg);
    case 'd':
      return arg.kind === 'int' ? integer(call, arg, flags) : wrongVerb(call, verb, arg);
    case 't':
      return arg.kind === 'bool' ? printed(call, arg) : wrongVerb(call, verb, arg);
    case 'T':
      return plain(call, typeOf(arg));
    case 'x':
    case 'X':
    case 'o':
    case 'b':
    case 'c':
    case 'U':
      return otherBase(call, verb, arg);
    case 'f':
    case 'F':
    case 'e':
    case 'g':
      return arg.kind === 'float' ? float(call, verb, arg) : wrongVerb(call, verb, arg);
    default:
      return wrongVerb(call, verb, arg);
  }
}

function signed(call: Call, rope: Rope, arg: Value): Rope {
  return computed(call, `+${rope.text}`, [ropeIn(arg)]);
}

function integer(call: Call, arg: Value & { kind: 'int' }, flags: string): Rope {
  const rope = computed(call, String(arg.value), [arg.rope]);
  return flags.includes('+') && arg.value >= 0 ? signed(call, rope, arg) : rope;
}

function asString(call: Call, arg: Value, precision: number | undefined): Rope {
  if (arg.kind === 'nil') return plain(call, '%!s(<nil>)');
  if (arg.kind === 'int' || arg.kind === 'float' || arg.kind === 'bool')
    return computed(call, `%!s(${typeOf(arg)}=${printed(call, arg).text})`, [arg.rope]);
  const rope = printed(call, arg);
  return precision === undefined ? rope : sliceRope(rope, 0, precision);
}

function quoted(call: Call, arg: Value): Rope {
  if (arg.kind !== 'string') return wrongVerb(call, { letter: 'q' }, arg);
  const out = ropeBuilder();
  quoteInto(call, out, arg.rope);
  return built(out);
}

/** A verb on a list goes to each element. */
function elementwise(call: Call, verb: Verb, arg: ListValue): Rope {
  const parts = arg.items.flatMap((item, i) => [
    ...(i > 0 ? [plain(call, ' ')] : []),
    item.kind === 'unknown'
      ? markOf({ ...item.unknown, layout: 'inline' }, callSpan(call))
      : formatted(call, verb, item),
  ]);
  return concatRopes([plain(call, '['), ...parts, plain(call, ']')]);
}

/** What Go writes for a value that a verb does not fit. */
function wrongVerb(call: Call, verb: Pick<Verb, 'letter'>, arg: Value): Rope {
  if (arg.kind === 'nil') return plain(call, `%!${verb.letter}(<nil>)`);
  return computed(call, `%!${verb.letter}(${typeOf(arg)}=${printed(call, arg).text})`, [ropeIn(arg)]);
}

const BASES: ReadonlyMap<string, number> = new Map([
  ['x', 16],
  ['X', 16],
  ['o', 8],
  ['b', 2],
]);

function otherBase(call: Call, verb: Verb, arg: Value): Rope {
  const { letter } = verb;
  if (arg.kind === 'int') {
    if (letter === 'c')
      return computed(call, String.fromCodePoint(Math.max(0, Math.min(arg.value, 0x10ffff))), [arg.rope]);
    if (letter === 'U') return computed(call, `U+${arg.value.toString(16).toUpperCase().padStart(4, '0')}`, [arg.rope]);
    const text = arg.value.toString(BASES.get(letter) ?? 10);
    return computed(call, letter === 'X' ? text.toUpperCase() : text, [arg.rope]);
  }
  if (arg.kind === 'string' && (letter === 'x' || letter === 'X')) {
    const text = [...utf8(arg.rope.text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return computed(call, letter === 'X' ? text.toUpperCase() : text, [arg.rope]);
  }
  return wrongVerb(call, verb, arg);
}

function float(call: Call, verb: Verb, arg: Value & { kind: 'float' }): Rope {
  const { letter, precision } = verb;
  const digits = Math.min(precision ?? 6, 100);
  let text: string;
  if (letter === 'e') text = arg.value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
  else if (letter === 'g' && precision !== undefined) text = String(Number(arg.value.toPrecision(Math.max(1, digits))));
  else text = letter === 'g' ? printFloat(arg.value) : arg.value.toFixed(digits);
  return computed(call, verb.flags.includes('+') && arg.value >= 0 ? `+${text}` : text, [arg.rope]);
}

/** Go's `Sprint`: a space stands between two operands when neither is a string. */
function sprint(call: Call, args: readonly Value[]): Rope {
  const out = ropeBuilder();
  args.forEach((arg, i) => {
    const before = args[i - 1];
    if (before && before.kind !== 'string' && arg.kind !== 'string') append(out, plain(call, ' '));
    append(
      out,
      arg.kind === 'unknown' ? markOf({ ...arg.unknown, layout: 'inline' }, callSpan(call)) : printed(call, arg),
    );
  });
  return built(out);
}

function sprintln(call: Call, args: readonly Value[]): Rope {
  const ropes = args.flatMap((arg, i) => [...(i > 0 ? [plain(call, ' ')] : []), printed(call, arg)]);
  return concatRopes([...ropes, plain(call, '\n')]);
}

const HTML: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
];

function escaped(call: Call, args: readonly Value[]): Value {
  const rope = sprint(call, args);
  let { text } = rope;
  if (call.name === 'html') for (const [c, entity] of HTML) text = text.split(c).join(entity);
  else if (call.name === 'urlquery') text = encodeURIComponent(text).replace(/%20/g, '+');
  return stringOf(computed(call, text, [rope]));
}

/** `printf` and its like. */
export const formatFunctions: FunctionTable = [
  ...tolerant('printf', 'sa*', (call, args) => stringOf(sprintf(call, args))),
  ...tolerant('print', 'a*', (call, args) => stringOf(sprint(call, args))),
  ...tolerant('println', 'a*', (call, args) => stringOf(sprintln(call, args))),
  ...strict('html urlquery', 'a*', escaped),
];
