import type { Call } from '../state';
import { countText, report, unknownBecause } from '../state';
import type { Value } from '../value';
import type { FunctionSpec } from './define';
import { apply } from './define';
import { dictFunctions } from './dicts';
import { encodeFunctions } from './encode';
import { flowFunctions } from './flow';
import { formatFunctions } from './format';
import { listFunctions } from './lists';
import { logicFunctions } from './logic';
import { mathFunctions } from './math';
import { pathFunctions } from './paths';
import { regexFunctions } from './regex';
import { stringFunctions } from './strings';

/** All functions of Go's templates, Sprig and Helm, except `and` and `or`, which look at their arguments one by one. */
const functions: ReadonlyMap<string, FunctionSpec> = new Map([
  ...logicFunctions,
  ...stringFunctions,
  ...formatFunctions,
  ...listFunctions,
  ...dictFunctions,
  ...mathFunctions,
  ...encodeFunctions,
  ...regexFunctions,
  ...pathFunctions,
  ...flowFunctions,
]);

/** Calls a function by its name. An unknown name is reported; its value is unknown. */
export function callFunction(call: Call, args: readonly Value[]): Value {
  const spec = functions.get(call.name);
  if (spec) {
    const value = apply(call, spec, args);
    count(call, args, value);
    return value;
  }
  const message = `function "${call.name}" not defined`;
  report(call.frame, 'unsupported', call.range, message);
  return unknownBecause('unsupported', message);
}

/** Long texts and lists are work too. */
function count({ frame, range }: Call, args: readonly Value[], value: Value): void {
  if (value.kind === 'list') frame.state.steps += value.items.length;
  else if (value.kind === 'string') countText(frame, value.rope.text.length, range);
  for (const arg of args) {
    if (arg.kind === 'string') frame.state.steps += arg.rope.text.length >> 6;
    else if (arg.kind === 'list') frame.state.steps += arg.items.length >> 3;
  }
}
