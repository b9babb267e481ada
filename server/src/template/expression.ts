import type { Range } from '../text/span';
import type {
  ChainExpression,
  Command,
  Expression,
  FieldExpression,
  FieldName,
  LiteralExpression,
  Pipe,
  VariableExpression,
} from './ast';
import { truth } from './compare';
import { emitYaml } from './emitYaml';
import { FILES_AS_YAML } from './files';
import { callFunction } from './functions/call';
import { keyOf } from './lookup';
import { reasonOf } from './marks';
import { evaluationKey } from './result';
import { ropeOf, sliceRope, unplaced } from './rope';
import type { Call, Frame } from './state';
import { enter, failed, leave, noteRead, report, spanOf, step, unknownBecause } from './state';
import type { Unknown, Value } from './value';
import { NIL, stringOf, typeOf } from './value';

/** How many values of one expression are kept for hovers. */
const RECORD_LIMIT = 20;

/** The value of a pipeline, given to its variables. What Go would refuse is reported and unknown. */
export function evaluatePipe(frame: Frame, pipe: Pipe, dot: Value): Value {
  if (!enter(frame, pipe)) return unknownBecause('budget', 'the evaluation stopped at its budget');
  let value: Value | undefined;
  for (const command of pipe.commands) value = evaluateCommand(frame, command, dot, value);
  leave(frame);
  const result = value ?? unknownBecause('error', 'the pipeline has no value');
  for (const variable of pipe.variables) {
    if (pipe.assigns) assign(frame, variable.name, result, variable);
    else frame.variables.push({ name: variable.name, value: result });
  }
  return result;
}

/** Gives a variable that is in scope another value. */
export function assign(frame: Frame, name: string, value: Value, at: Range): void {
  for (let i = frame.variables.length - 1; i >= 0; i--) {
    const variable = frame.variables[i];
    if (variable?.name !== name) continue;
    variable.value = value;
    return;
  }
  report(frame, 'error', at, `undefined variable ${name}`);
}

function evaluateCommand(frame: Frame, command: Command, dot: Value, piped: Value | undefined): Value {
  const { head, args } = command;
  if (!step(frame, command)) return unknownBecause('budget', 'the evaluation stopped at its budget');
  if (head.kind === 'function') {
    const call: Call = { frame, name: head.name, range: command };
    const value =
      head.name === 'and' || head.name === 'or'
        ? shortCircuit(call, args, dot, piped)
        : callFunction(call, valuesOf(frame, args, dot, piped));
    record(frame, command, value);
    return value;
  }
  if (args.length === 0 && piped === undefined) return evaluate(frame, head, dot);
  const method = evaluateMethod(frame, command, dot, piped);
  if (method) return method;
  const call: Call = { frame, name: 'call', range: command };
  return failed(call, `can't give argument to non-function ${frame.template.rope.text.slice(head.start, head.end)}`);
}

function valuesOf(frame: Frame, args: readonly Expression[], dot: Value, piped: Value | undefined): readonly Value[] {
  const values = args.map((arg) => evaluate(frame, arg, dot));
  if (piped) values.push(piped);
  return values;
}

/**
 * `and` and `or` stop at the first argument that decides. Behind an unknown one the value is unknown, but its truth may
 * still be told.
 */
function shortCircuit(call: Call, args: readonly Expression[], dot: Value, piped: Value | undefined): Value {
  const { frame, name } = call;
  const decides = name === 'or';
  const count = args.length + (piped ? 1 : 0);
  if (count === 0) return failed(call, `wrong number of args for ${name}: want at least 1 got 0`);
  let unknown: Unknown | undefined;
  let last: Value = NIL;
  for (let i = 0; i < count; i++) {
    const arg = args[i];
    last = arg ? evaluate(frame, arg, dot) : (piped ?? NIL);
    const holds = truth(last);
    if (holds === decides) return unknown ? { kind: 'unknown', unknown: { ...unknown, truth: decides } } : last;
    if (holds === undefined) unknown ??= unknownIn(last);
  }
  return unknown ? { kind: 'unknown', unknown } : last;
}

/** Why the truth of a value is not known. */
function unknownIn(value: Value): Unknown {
  if (value.kind === 'unknown') return { kind: value.unknown.kind, because: value.unknown.because };
  if (value.kind === 'map' && value.open) return value.open;
  return { kind: 'given', because: value.kind === 'string' ? reasonOf(value.rope) : 'it is not known' };
}

/** `.Files.Get "x"`: a method with arguments; `undefined` when the command is none. */
function evaluateMethod(frame: Frame, command: Command, dot: Value, piped: Value | undefined): Value | undefined {
  const { head } = command;
  if (head.kind !== 'field' && head.kind !== 'variable' && head.kind !== 'chain') return undefined;
  const name = head.names.at(-1);
  if (!name) return undefined;
  const base = baseOf(frame, head, dot);
  const receiver = walk(frame, head, base, head.names.slice(0, -1));
  if (receiver.kind === 'unknown') return receiver;
  const method = 'methods' in receiver ? receiver.methods?.get(name.name) : undefined;
  if (!method) return undefined;
  const args = command.args.map((arg) => evaluate(frame, arg, dot));
  const unknown = [...args, ...(piped ? [piped] : [])].find((arg) => arg.kind === 'unknown');
  const call: Call = { frame, name: name.name, range: command };
  return unknown ?? written(call, method(piped ? [...args, piped] : args));
}

/** `AsConfig` and `AsSecrets` give maps (see files.ts) that are YAML to the template. */
function written(call: Call, value: Value): Value {
  if (value.kind !== 'map' || value.type !== FILES_AS_YAML) return value;
  return stringOf(emitYaml(call, value));
}

/** The value of an operand. */
export function evaluate(frame: Frame, expression: Expression, dot: Value): Value {
  const value = evaluateOperand(frame, expression, dot);
  record(frame, expression, value);
  return value;
}

function record(frame: Frame, at: Range, value: Value): void {
  const { evaluations } = frame.state;
  if (!evaluations) return;
  const key = evaluationKey(spanOf(frame, at));
  const known = evaluations.get(key);
  if (!known) evaluations.set(key, [value]);
  else if (known.length < RECORD_LIMIT && !known.includes(value)) known.push(value);
}

function evaluateOperand(frame: Frame, expression: Expression, dot: Value): Value {
  switch (expression.kind) {
    case 'literal':
      return literal(frame, expression);
    case 'dot':
      noteRead(frame, expression, dot.source);
      return dot;
    case 'field':
    case 'variable':
    case 'chain': {
      const value = walk(frame, expression, baseOf(frame, expression, dot), expression.names);
      noteRead(frame, expression, value.source);
      return value;
    }
    case 'pipe':
      return evaluatePipe(frame, expression.pipe, dot);
    case 'function':
      return callFunction({ frame, name: expression.name, range: expression }, []);
    case 'bad':
      return unknownBecause('error', 'the template cannot be read here');
  }
}

function baseOf(frame: Frame, expression: FieldExpression | VariableExpression | ChainExpression, dot: Value): Value {
  if (expression.kind === 'field') return dot;
  if (expression.kind === 'chain') return evaluate(frame, expression.base, dot);
  for (let i = frame.variables.length - 1; i >= 0; i--) {
    const variable = frame.variables[i];
    if (variable?.name === expression.name) return variable.value;
  }
  report(frame, 'error', expression, `undefined variable ${expression.name}`);
  return unknownBecause('error', `there is no variable ${expression.name}`);
}

function walk(frame: Frame, expression: Expression, base: Value, names: readonly FieldName[]): Value {
  let value = base;
  for (const [i, name] of names.entries()) {
    if (value.kind === 'unknown') return value;
    // A field of a variable, a dot or parentheses that are nil is nil; further down Go refuses.
    value = value.kind === 'nil' && i === 0 ? NIL : field(frame, expression, value, name);
  }
  return value;
}

function field(frame: Frame, expression: Expression, value: Value, { name, start, end }: FieldName): Value {
  if (value.kind === 'map') {
    if (name === 'Template') frame.state.fileReads++;
    const method = value.methods?.get(name);
    if (method) return written({ frame, name, range: { start, end } }, method([]));
    return keyOf(frame, expression, value, name);
  }
  const call: Call = { frame, name, range: { start, end } };
  if (value.kind === 'object') {
    const found = value.fields.get(name);
    if (found) return found;
    const method = value.methods.get(name);
    if (method) return method([]);
    return failed(call, `can't evaluate field ${name} in type ${value.type}`);
  }
  if (value.kind === 'nil') return failed(call, `nil pointer evaluating interface {}.${name}`);
  return failed(call, `can't evaluate field ${name} in type ${typeOf(value)}`);
}

const literals = new WeakMap<LiteralExpression, Value>();

function literal(frame: Frame, expression: LiteralExpression): Value {
  const known = frame.template.file ? literals.get(expression) : undefined;
  if (known) return known;
  const made = makeLiteral(frame, expression);
  if (frame.template.file) literals.set(expression, made);
  return made;
}

function makeLiteral(frame: Frame, expression: LiteralExpression): Value {
  const { value, type, start, end, inner } = expression;
  const { file, rope } = frame.template;
  const at = { ...spanOf(frame, expression), copy: false };
  if (type === 'string') {
    const text = String(value);
    if (inner === undefined || text === '') return stringOf(ropeOf(text, at));
    if (file) return stringOf(ropeOf(text, { uri: file.uri, start: inner, end: inner + text.length, copy: true }));
    return stringOf(unplaced(sliceRope(rope, inner, inner + text.length), () => true));
  }
  if (type === 'nil') return NIL;
  const written = rope.text.slice(start, end);
  const source = file ? ropeOf(written, { ...at, copy: true }) : unplaced(sliceRope(rope, start, end), () => true);
  if (type === 'bool') return { kind: 'bool', value: value === true, rope: source };
  if (type === 'float') return { kind: 'float', value: Number(value), rope: source };
  return { kind: 'int', type: 'int', value: Number(value), rope: source };
}
