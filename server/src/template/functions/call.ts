import type { Call } from '../state';
import { report, unknownBecause } from '../state';
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
  if (spec) return apply(call, spec, args);
  const message = `function "${call.name}" not defined`;
  report(call.frame, 'unsupported', call.range, message);
  return unknownBecause('unsupported', message);
}
