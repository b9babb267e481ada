import type { Step } from '../../text/mapped';
import { byteLength } from '../../text/bytes';
import { deepEqual, equal, order, truth } from '../compare';
import { keyOf } from '../lookup';
import { plain, ropeIn } from '../print';
import { withStep } from '../rope';
import type { Call } from '../state';
import { callSpan, failed, noteRead, unknownBecause } from '../state';
import type { Value } from '../value';
import { NIL, boolOf, kindOf, stringOf, typeOf } from '../value';
import { hasMark } from '../marks';
import type { FunctionTable } from './define';
import { textArg, tolerant } from './define';

/** Unknown because a condition is; what is known about the value itself does not carry over. */
function undecided(value: Value): Value {
  if (value.kind === 'unknown') return unknownBecause(value.unknown.kind, value.unknown.because);
  return unknownBecause('given', 'it depends on something that is not known');
}

/** A value used because another was empty: its characters say so. */
function asDefault(call: Call, value: Value): Value {
  if (value.kind === 'map' || value.kind === 'list' || value.kind === 'nil' || value.kind === 'unknown') return value;
  const rope = ropeIn(value);
  if (!rope) return value;
  const step: Step = { kind: 'default', name: call.name, at: callSpan(call) };
  return { ...value, rope: withStep(rope, step) };
}

function orDefault(call: Call, args: readonly Value[]): Value {
  const [fallback = NIL, value] = args;
  if (!value) return asDefault(call, fallback);
  const holds = truth(value);
  if (holds === undefined) return value.kind === 'unknown' ? undecided(value) : value;
  return holds ? value : asDefault(call, fallback);
}

function coalesce(_call: Call, args: readonly Value[]): Value {
  for (const value of args) {
    const holds = truth(value);
    if (holds === undefined) return undecided(value);
    if (holds) return value;
  }
  return NIL;
}

function ternary(call: Call, args: readonly Value[]): Value {
  const [yes = NIL, no = NIL, condition = NIL] = args;
  if (condition.kind === 'bool') return condition.value ? yes : no;
  if (condition.kind !== 'unknown')
    return failed(call, `wrong type for value; expected bool; got ${typeOf(condition)}`);
  const { truth: known } = condition.unknown;
  if (known !== undefined) return known ? yes : no;
  return deepEqual(yes, no) ? yes : undecided(condition);
}

function all(call: Call, args: readonly Value[]): Value {
  const decides = call.name === 'any';
  let unknown: Value | undefined;
  for (const value of args) {
    const holds = truth(value);
    if (holds === decides) return boolOf(decides);
    if (holds === undefined) unknown = value;
  }
  return unknown ? undecided(unknown) : boolOf(!decides);
}

function compareEqual(call: Call, args: readonly Value[]): Value {
  const [first = NIL, ...others] = args;
  if (others.length === 0) return failed(call, 'missing argument for comparison');
  let unknown: Value | undefined;
  for (const other of others) {
    const same = equal(first, other);
    if (same === 'unknown') unknown = first.kind === 'unknown' ? first : other;
    else if (typeof same === 'object') return failed(call, same.error);
    else if (same) return boolOf(call.name === 'eq');
  }
  return unknown ? undecided(unknown) : boolOf(call.name === 'ne');
}

function compareOrder(test: (order: number) => boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [a = NIL, b = NIL] = args;
    const result = order(a, b);
    if (result === 'unknown') return undecided(a.kind === 'unknown' ? a : b);
    return typeof result === 'object' ? failed(call, result.error) : boolOf(test(result));
  };
}

function index(call: Call, args: readonly Value[]): Value {
  let [value = NIL] = args;
  if (value.kind === 'nil') return failed(call, 'index of untyped nil');
  for (const at of args.slice(1)) {
    if (value.kind === 'unknown') return value;
    if (at.kind === 'unknown') return undecided(at);
    if (value.kind === 'map') {
      if (at.kind !== 'string') return failed(call, `value has type ${typeOf(at)}; should be string`);
      if (hasMark(at.rope.text)) return unknownBecause('given', 'a part of the key is unknown');
      value = keyOf(call.frame, call.range, value, at.rope.text);
    } else if (value.kind === 'list' || value.kind === 'string') {
      if (at.kind !== 'int') return failed(call, `cannot index slice/array with type ${typeOf(at)}`);
      if (value.kind === 'list' && value.unordered && value.items.length > 1)
        return unknownBecause('random', 'keys come in another order each time');
      const length = value.kind === 'list' ? value.items.length : value.rope.text.length;
      if (at.value < 0 || at.value >= length)
        return failed(call, `error calling index: index out of range: ${at.value}`);
      value =
        value.kind === 'list'
          ? (value.items[at.value] ?? NIL)
          : { kind: 'int', type: 'int', value: value.rope.text.charCodeAt(at.value) };
    } else
      return failed(call, value.kind === 'nil' ? 'index of nil pointer' : `can't index item of type ${typeOf(value)}`);
  }
  noteRead(call.frame, call.range, value.source);
  return value;
}

function length(call: Call, args: readonly Value[]): Value {
  const [value = NIL] = args;
  const int = (count: number): Value => ({ kind: 'int', type: 'int', value: count });
  if (value.kind === 'unknown') return undecided(value);
  if (value.kind === 'string')
    return hasMark(value.rope.text)
      ? unknownBecause('given', 'a part of the text is unknown')
      : int(byteLength(value.rope.text));
  if (value.kind === 'list') return int(value.items.length);
  if (value.kind === 'map')
    return value.open ? unknownBecause(value.open.kind, value.open.because) : int(value.entries.size);
  return failed(call, value.kind === 'nil' ? 'len of nil pointer' : `len of type ${typeOf(value)}`);
}

function word(call: Call, text: string): Value {
  return stringOf(plain(call, text));
}

function typeIsLike(_call: Call, args: readonly Value[]): Value {
  const type = args[1] ? typeOf(args[1]) : '<nil>';
  return boolOf(type === textArg(args, 0) || type === `*${textArg(args, 0)}`);
}

/** Conditions, comparisons and questions about kinds. */
export const logicFunctions: FunctionTable = [
  ...tolerant('default', 'aa*', orDefault),
  ...tolerant('coalesce', 'a*', coalesce),
  ...tolerant('ternary', 'aaa', ternary),
  ...tolerant('all any', 'a*', all),
  ...tolerant('empty', 'a', (_call, args) => {
    const holds = truth(args[0] ?? NIL);
    return holds === undefined ? undecided(args[0] ?? NIL) : boolOf(!holds);
  }),
  ...tolerant('not', 'a', (_call, args) => {
    const holds = truth(args[0] ?? NIL);
    return holds === undefined ? undecided(args[0] ?? NIL) : boolOf(!holds);
  }),
  ...tolerant('eq', 'aa*', compareEqual),
  ...tolerant('ne', 'aa', compareEqual),
  ...tolerant(
    'lt',
    'aa',
    compareOrder((o) => o < 0),
  ),
  ...tolerant(
    'le',
    'aa',
    compareOrder((o) => o <= 0),
  ),
  ...tolerant(
    'gt',
    'aa',
    compareOrder((o) => o > 0),
  ),
  ...tolerant(
    'ge',
    'aa',
    compareOrder((o) => o >= 0),
  ),
  ...tolerant('index', 'aa*', index),
  ...tolerant('len', 'a', length),
  ...tolerant('deepEqual', 'aa', (_call, args) => {
    const same = deepEqual(args[0] ?? NIL, args[1] ?? NIL);
    return same === undefined ? unknownBecause('given', 'a part of it is unknown') : boolOf(same);
  }),
  // A string with unknown parts is a string all the same.
  ...tolerant('kindOf', 'a', (call, args) => kindQuestion(args[0], (value) => word(call, kindOf(value)))),
  ...tolerant('typeOf', 'a', (call, args) => kindQuestion(args[0], (value) => word(call, typeOf(value)))),
  ...tolerant('kindIs', 'sa', (_call, args) =>
    kindQuestion(args[1], (value) => boolOf(kindOf(value) === textArg(args, 0))),
  ),
  ...tolerant('typeIs', 'sa', (_call, args) =>
    kindQuestion(args[1], (value) => boolOf(typeOf(value) === textArg(args, 0))),
  ),
  ...tolerant('typeIsLike', 'sa', (call, args) => kindQuestion(args[1], () => typeIsLike(call, args))),
];

function kindQuestion(value: Value | undefined, answer: (value: Value) => Value): Value {
  if (value?.kind === 'unknown') return undecided(value);
  return answer(value ?? NIL);
}
