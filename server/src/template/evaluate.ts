import type { Place } from '../text/mapped';
import type { ActionNode, IfNode, RangeNode, TemplateCallNode, TemplateNode, WithNode } from './ast';
import { truth } from './compare';
import { evaluatePipe } from './expression';
import { callNamed } from './include';
import { printed, sortedKeys } from './print';
import { append, placeAt } from './rope';
import type { Frame } from './state';
import { countText, enter, leave, spanOf, step } from './state';
import { skipUnknown } from './skip';
import type { Unknown, Value } from './value';
import { stringOf, typeOf } from './value';

/** How the execution of nodes ended. */
type Ending = 'done' | 'break' | 'continue';

/** Runs nodes with `dot`; what they write goes to the frame. */
export function execute(frame: Frame, nodes: readonly TemplateNode[], dot: Value): Ending {
  const [first] = nodes;
  if (!first || !enter(frame, first)) return 'done';
  let ending: Ending = 'done';
  for (const node of nodes) {
    ending = executeNode(frame, node, dot);
    if (ending !== 'done' || frame.state.stopped) break;
  }
  leave(frame);
  return ending;
}

function executeNode(frame: Frame, node: TemplateNode, dot: Value): Ending {
  switch (node.kind) {
    case 'text':
      writeText(frame, node.start, node.end);
      return 'done';
    case 'action':
      executeAction(frame, node, dot);
      return 'done';
    case 'if':
    case 'with':
      return executeBranch(frame, node, dot);
    case 'range':
      executeRange(frame, node, dot);
      return 'done';
    case 'template':
      executeTemplate(frame, node, dot);
      return 'done';
    case 'break':
    case 'continue':
      return node.kind;
    case 'bad':
      skipUnknown(frame, node, [], { kind: 'error', because: node.message }, dot);
      return 'done';
    case 'define':
      return 'done';
  }
}

function writeText(frame: Frame, start: number, end: number): void {
  const { rope, file } = frame.template;
  countText(frame, end - start, { start, end });
  append(frame.out, rope, start, end);
  if (file && !frame.literal && hasText(rope.text, start, end)) frame.literal = true;
}

function hasText(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) > 32) return true;
  return false;
}

function executeAction(frame: Frame, node: ActionNode, dot: Value): void {
  if (!step(frame, node)) return;
  const value = evaluatePipe(frame, node.pipe, dot);
  if (node.pipe.variables.length > 0) return;
  if (value.kind === 'unknown') {
    skipUnknown(frame, node, [], value.unknown, dot);
    return;
  }
  const rope = printed({ frame, name: 'print', range: node }, value, '<no value>');
  if (rope.text === '') return;
  countText(frame, rope.text.length, node);
  if (!frame.template.file) {
    append(frame.out, rope);
    return;
  }
  const site: Place = { ...spanOf(frame, node), copy: false };
  frame.sites.add(site);
  append(frame.out, placeAt(rope, site));
}

function executeBranch(frame: Frame, node: IfNode | WithNode, dot: Value): Ending {
  if (!step(frame, node)) return 'done';
  const scope = frame.variables.length;
  const value = evaluatePipe(frame, node.pipe, dot);
  const holds = truth(value);
  let ending: Ending = 'done';
  if (holds === undefined) skipUnknown(frame, node, [...node.body, ...node.otherwise], reasonFor(value), dot);
  else if (holds) ending = execute(frame, node.body, node.kind === 'with' ? value : dot);
  else ending = execute(frame, node.otherwise, dot);
  frame.variables.length = scope;
  return ending;
}

function reasonFor(value: Value): Unknown {
  return value.kind === 'unknown'
    ? value.unknown
    : { kind: 'given', because: 'it depends on something that is not known' };
}

/** Elements of what is ranged over: key and value; `undefined` when it cannot be told. */
function elementsOf(value: Value): readonly (readonly [Value, Value])[] | { readonly error: string } | undefined {
  if (value.kind === 'nil') return [];
  if (value.kind === 'unknown' || (value.kind === 'map' && value.open)) return undefined;
  if (value.kind === 'list') return value.items.map((item, i) => [{ kind: 'int', type: 'int', value: i }, item]);
  if (value.kind !== 'map') return { error: `range can't iterate over ${typeOf(value)}` };
  return sortedKeys(value.entries).map((key) => {
    const entry = value.entries.get(key);
    return [stringOf(entry?.key ?? { text: key, runs: [] }), entry?.value ?? { kind: 'nil' }];
  });
}

function executeRange(frame: Frame, node: RangeNode, dot: Value): void {
  if (!step(frame, node)) return;
  const scope = frame.variables.length;
  // The variables stand for elements, not for what the pipeline gives.
  const value = evaluatePipe(frame, { ...node.pipe, variables: [] }, dot);
  const count = value.kind === 'int' ? Math.max(0, value.value) : undefined;
  const elements = count === undefined ? elementsOf(value) : [];
  if (elements === undefined) skipUnknown(frame, node, [...node.body, ...node.otherwise], reasonFor(value), dot);
  else if ('error' in elements) {
    frame.state.problems.push({ kind: 'error', message: elements.error, at: spanOf(frame, node.pipe) });
    skipUnknown(frame, node, [...node.body, ...node.otherwise], { kind: 'error', because: elements.error }, dot);
  } else if (elements.length === 0 && (count ?? 0) === 0) execute(frame, node.otherwise, dot);
  else if (count !== undefined) {
    for (let i = 0; i < count; i++) {
      const item: Value = { kind: 'int', type: 'int', value: i };
      if (!iterate(frame, node, item, item)) break;
    }
  } else for (const [key, item] of elements) if (!iterate(frame, node, key, item)) break;
  frame.variables.length = scope;
}

/** Runs the body once; says whether to go on. */
function iterate(frame: Frame, node: RangeNode, key: Value, item: Value): boolean {
  if (!step(frame, node)) return false;
  const scope = frame.variables.length;
  const [first, second] = node.pipe.variables;
  if (first && second) frame.variables.push({ name: first.name, value: key }, { name: second.name, value: item });
  else if (first) frame.variables.push({ name: first.name, value: item });
  const ending = execute(frame, node.body, item);
  frame.variables.length = scope;
  return ending !== 'break' && !frame.state.stopped;
}

function executeTemplate(frame: Frame, node: TemplateCallNode, dot: Value): void {
  if (!step(frame, node)) return;
  const argument: Value = node.pipe ? evaluatePipe(frame, node.pipe, dot) : { kind: 'nil' };
  const result = callNamed({ frame, name: node.name, range: node }, node.name, argument);
  if (result.kind === 'unknown') {
    skipUnknown(frame, node, [], result.unknown, dot);
    return;
  }
  if (result.kind !== 'string' || result.rope.text === '') return;
  if (!frame.template.file) {
    append(frame.out, result.rope);
    return;
  }
  const site: Place = { ...spanOf(frame, node), copy: false };
  frame.sites.add(site);
  append(frame.out, placeAt(result.rope, site));
}
