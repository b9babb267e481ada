import { computed, printFloat, ropeIn } from '../print';
import type { Call } from '../state';
import { failed, unknownBecause } from '../state';
import type { FloatValue, IntValue, Value } from '../value';
import { listOf, stringOf } from '../value';
import type { FunctionTable } from './define';
import { numberArg, strict, textArg } from './define';

/** Lists longer than this are not made. */
const LIST_LIMIT = 100_000;

/** What Sprig takes for an integer: text that is no number is 0, floats are cut. */
function toInt(value: Value | undefined): number {
  if (value?.kind === 'int') return value.value;
  if (value?.kind === 'float') return Math.trunc(value.value);
  if (value?.kind === 'bool') return value.value ? 1 : 0;
  return value?.kind === 'string' ? intOfText(value.rope.text) : 0;
}

function intOfText(text: string): number {
  // What cast.ToInt does with "8080.0": zeros behind the point are cut off.
  const point = text.indexOf('.');
  const body = point > 0 && /^\.0*$/.test(text.slice(point)) ? text.slice(0, point) : text;
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[0-9]+)$/.exec(body);
  const digits = match?.[2];
  if (digits === undefined) return 0;
  const octal = /^0[oO]?[0-7]+$/.test(digits) && digits !== '0';
  // A leading zero is octal in Go, `08` is no number.
  if (/^0[0-9]/.test(digits) && !octal) return 0;
  const value = octal ? Number.parseInt(digits.replace(/^0[oO]?/, ''), 8) : Number(digits);
  return match?.[1] === '-' ? -value : value;
}

function toFloat(value: Value | undefined): number {
  if (value?.kind === 'float') return value.value;
  if (value?.kind !== 'string') return toInt(value);
  const { text } = value.rope;
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : 0;
}

/** An integer that a call computed of its arguments; unknown when it cannot be counted exactly. */
function intOf(call: Call, value: number, args: readonly Value[], type: IntValue['type'] = 'int64'): Value {
  if (!Number.isSafeInteger(value))
    return unknownBecause('unsupported', `\`${call.name}\` gives a number that is too large`);
  const exact = Object.is(value, -0) ? 0 : value;
  return { kind: 'int', type, value: exact, rope: computed(call, String(exact), args.map(ropeIn)) };
}

function floatOf(call: Call, value: number, args: readonly Value[]): FloatValue {
  return { kind: 'float', value, rope: computed(call, printFloat(value), args.map(ropeIn)) };
}

function fold(operate: (a: number, b: number) => number): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [first = 0, ...rest] = args.map(toInt);
    return intOf(
      call,
      rest.reduce((a, b) => operate(a, b), first),
      args,
    );
  };
}

function foldFloat(operate: (a: number, b: number) => number): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [first = 0, ...rest] = args.map(toFloat);
    // Sprig computes in decimals; what binary floats add behind the 15th digit is taken off.
    return floatOf(call, Number(rest.reduce((a, b) => operate(a, b), first).toPrecision(15)), args);
  };
}

function divide(call: Call, args: readonly Value[]): Value {
  const [a = 0, b = 0] = args.map(toInt);
  if (b === 0) return failed(call, 'runtime error: integer divide by zero');
  return intOf(call, call.name === 'mod' ? a % b : Math.trunc(a / b), args);
}

function range(start: number, stop: number, increment: number): readonly number[] | undefined {
  const out: number[] = [];
  if (increment === 0 || (stop < start && increment > 0) || (stop > start && increment < 0)) return out;
  if (Math.abs((stop - start) / increment) > LIST_LIMIT) return undefined;
  for (let i = start; increment > 0 ? i < stop : i > stop; i += increment) out.push(i);
  return out;
}

function intList(call: Call, start: number, stop: number, increment: number): Value {
  const numbers = range(start, stop, increment);
  if (!numbers) return unknownBecause('budget', `\`${call.name}\` makes a list that is too long`);
  return listOf(
    numbers.map((value): Value => ({ kind: 'int', type: 'int', value })),
    'int',
  );
}

function untilStep(call: Call, args: readonly Value[]): Value {
  return intList(call, numberArg(args, 0), numberArg(args, 1), numberArg(args, 2));
}

function seq(call: Call, args: readonly Value[]): Value {
  const numbers = args.map((_, i) => numberArg(args, i));
  const [first = 0, second = 0, third = 0] = numbers;
  const from = numbers.length === 1 ? 1 : first;
  const to = numbers.length === 1 ? first : numbers.length === 3 ? third : second;
  const down = to < from;
  const increment = numbers.length === 3 ? second : down ? -1 : 1;
  if (numbers.length === 0 || numbers.length > 3 || (numbers.length === 3 && down && second > 0))
    return text(call, '', args);
  const list = range(from, to + (down ? -1 : 1), increment);
  if (!list) return unknownBecause('budget', '`seq` makes a list that is too long');
  return text(call, list.join(' '), args);
}

function text(call: Call, value: string, args: readonly Value[]): Value {
  return stringOf(computed(call, value, args.map(ropeIn)));
}

function round(call: Call, args: readonly Value[]): Value {
  const limit = args[2] === undefined ? 0.5 : toFloat(args[2]);
  const power = 10 ** numberArg(args, 1);
  const scaled = power * toFloat(args[0]);
  const part = scaled - Math.trunc(scaled);
  return floatOf(call, (part >= limit ? Math.ceil(scaled) : Math.floor(scaled)) / power, args.slice(0, 1));
}

function toDecimal(call: Call, args: readonly Value[]): Value {
  const [value] = args;
  const written = value?.kind === 'string' ? value.rope.text : String(toInt(value));
  return intOf(call, /^[0-7]+$/.test(written) ? Number.parseInt(written, 8) : 0, args);
}

/** Sprig's arithmetic. */
export const mathFunctions: FunctionTable = [
  ...strict('int', 'a', (call, args) => intOf(call, toInt(args[0]), args, 'int')),
  ...strict('int64', 'a', (call, args) => intOf(call, toInt(args[0]), args)),
  ...strict('atoi', 's', (call, args) =>
    intOf(call, /^[+-]?[0-9]+$/.test(textArg(args, 0)) ? Number(textArg(args, 0)) : 0, args, 'int'),
  ),
  ...strict('float64', 'a', (call, args) => floatOf(call, toFloat(args[0]), args)),
  ...strict('toDecimal', 'a', toDecimal),
  ...strict(
    'add',
    'a*',
    fold((a, b) => a + b),
  ),
  ...strict('add1', 'a', (call, args) => intOf(call, toInt(args[0]) + 1, args)),
  ...strict(
    'sub',
    'aa',
    fold((a, b) => a - b),
  ),
  ...strict(
    'mul',
    'aa*',
    fold((a, b) => a * b),
  ),
  ...strict('div mod', 'aa', divide),
  ...strict('max biggest', 'aa*', fold(Math.max)),
  ...strict('min', 'aa*', fold(Math.min)),
  ...strict(
    'addf',
    'a*',
    foldFloat((a, b) => a + b),
  ),
  ...strict('add1f', 'a', (call, args) => floatOf(call, toFloat(args[0]) + 1, args)),
  ...strict(
    'subf',
    'aa*',
    foldFloat((a, b) => a - b),
  ),
  ...strict(
    'mulf',
    'aa*',
    foldFloat((a, b) => a * b),
  ),
  ...strict(
    'divf',
    'aa*',
    foldFloat((a, b) => a / b),
  ),
  ...strict('maxf', 'aa*', foldFloat(Math.max)),
  ...strict('minf', 'aa*', foldFloat(Math.min)),
  ...strict('ceil', 'a', (call, args) => floatOf(call, Math.ceil(toFloat(args[0])), args)),
  ...strict('floor', 'a', (call, args) => floatOf(call, Math.floor(toFloat(args[0])), args)),
  ...strict('round', 'aif*', round),
  ...strict('until', 'i', (call, args) => intList(call, 0, numberArg(args, 0), numberArg(args, 0) < 0 ? -1 : 1)),
  ...strict('untilStep', 'iii', untilStep),
  ...strict('seq', 'i*', seq),
];
