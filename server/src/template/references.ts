import type { Range } from '../text/span';
import { touches } from '../text/span';
import type { Command, Expression, FieldName, Pipe, TemplateNode } from './ast';
import type { Template } from './program';

/** An expression of a template that names a value. */
export interface TemplateReference extends Range {
  /**
   * The path from the chart's root, `['Values', 'service', 'port']`, as far as the text of this template tells it through
   * `with`, `range`, variables and `index`; `*` stands for an element of a list or map. In a define the dot is what the
   * caller gives, so that paths begin at the name `Values`. `undefined` when the text does not tell it.
   */
  readonly path: readonly string[] | undefined;
  /** The names as written, each with its range: `.port` inside of `with .Values.service` has one. */
  readonly names: readonly FieldName[];
}

type Path = readonly string[] | undefined;

interface Scope {
  readonly found: TemplateReference[];
  readonly variables: { readonly name: string; path: Path }[];
}

const kept = new WeakMap<Template, readonly TemplateReference[]>();

/** All references of a template, in the order of the text. */
export function referencesOf(template: Template): readonly TemplateReference[] {
  const known = kept.get(template);
  if (known) return known;
  const scope: Scope = { found: [], variables: [{ name: '$', path: [] }] };
  walkNodes(scope, template.syntax.nodes, []);
  const found = scope.found.toSorted((a, b) => a.start - b.start || b.end - a.end);
  kept.set(template, found);
  return found;
}

/** The innermost reference at an offset; the end of a name counts too. */
export function referenceAt(template: Template, offset: number): TemplateReference | undefined {
  return referencesOf(template)
    .filter((r) => touches(r, offset))
    .reduce<TemplateReference | undefined>(
      (best, r) => (!best || r.end - r.start < best.end - best.start ? r : best),
      undefined,
    );
}

function walkNodes(scope: Scope, nodes: readonly TemplateNode[], dot: Path): void {
  const depth = scope.variables.length;
  for (const node of nodes) walkNode(scope, node, dot);
  scope.variables.length = depth;
}

function walkNode(scope: Scope, node: TemplateNode, dot: Path): void {
  const depth = scope.variables.length;
  switch (node.kind) {
    case 'action':
      walkPipe(scope, node.pipe, dot);
      return;
    case 'template':
      if (node.pipe) walkPipe(scope, node.pipe, dot);
      return;
    case 'if':
    case 'with': {
      const path = walkPipe(scope, node.pipe, dot);
      walkNodes(scope, node.body, node.kind === 'with' ? path : dot);
      walkNodes(scope, node.otherwise, dot);
      break;
    }
    case 'range':
      walkRange(scope, node, dot);
      break;
    case 'define': {
      // What the dot is, the caller decides.
      const inner: Scope = { found: scope.found, variables: [{ name: '$', path: undefined }] };
      walkNodes(inner, node.body, undefined);
      break;
    }
    case 'text':
    case 'break':
    case 'continue':
    case 'bad':
      return;
  }
  scope.variables.length = depth;
}

function walkRange(scope: Scope, node: TemplateNode & { kind: 'range' }, dot: Path): void {
  const path = walkPipe(scope, { ...node.pipe, variables: [] }, dot);
  const element = path && [...path, '*'];
  const [first, second] = node.pipe.variables;
  if (first) scope.variables.push({ name: first.name, path: second ? undefined : element });
  if (second) scope.variables.push({ name: second.name, path: element });
  walkNodes(scope, node.body, element);
  walkNodes(scope, node.otherwise, dot);
}

/** Collects the references of a pipeline; gives the path that it stands for. */
function walkPipe(scope: Scope, pipe: Pipe, dot: Path): Path {
  const paths = pipe.commands.map((command) => walkCommand(scope, command, dot));
  const path = paths.length === 1 ? paths[0] : undefined;
  for (const { name } of pipe.variables) {
    if (!pipe.assigns) scope.variables.push({ name, path });
    else {
      // After a second value the text no longer tells which one it has.
      const variable = scope.variables.findLast((v) => v.name === name);
      if (variable) variable.path = undefined;
    }
  }
  return path;
}

function walkCommand(scope: Scope, command: Command, dot: Path): Path {
  const head = walkExpression(scope, command.head, dot);
  const args = command.args.map((arg) => walkExpression(scope, arg, dot));
  if (command.args.length === 0) return head;
  if (command.head.kind !== 'function' || (command.head.name !== 'index' && command.head.name !== 'get'))
    return undefined;
  return walkIndex(scope, command, args[0]);
}

/** `index .Values "a" "b"`: a path written with strings. */
function walkIndex(scope: Scope, { args, start, end }: Command, base: Path): Path {
  const names: FieldName[] = [];
  for (const arg of args.slice(1)) {
    if (arg.kind !== 'literal' || arg.type === 'nil') return undefined;
    const name = String(arg.value);
    const from = arg.inner ?? arg.start;
    names.push({ name, start: from, end: arg.inner === undefined ? arg.end : from + name.length });
  }
  const path = base && [...base, ...names.map((n) => n.name)];
  scope.found.push({ start, end, path, names });
  return path;
}

function walkExpression(scope: Scope, expression: Expression, dot: Path): Path {
  switch (expression.kind) {
    case 'dot':
      return dot;
    case 'field':
      return refer(scope, expression, dot, expression.names);
    case 'variable': {
      const variable = scope.variables.findLast((v) => v.name === expression.name);
      return refer(scope, expression, variable?.path, expression.names);
    }
    case 'chain':
      return refer(scope, expression, walkExpression(scope, expression.base, dot), expression.names);
    case 'pipe':
      return walkPipe(scope, expression.pipe, dot);
    case 'literal':
    case 'function':
    case 'bad':
      return undefined;
  }
}

function refer(scope: Scope, { start, end }: Range, base: Path, names: readonly FieldName[]): Path {
  const written = names.map((n) => n.name);
  // A map that has `Values` is a chart's root, whatever leads there: `.context.Values`.
  const root = written.indexOf('Values');
  const path = base ? [...base, ...written] : root >= 0 ? written.slice(root) : undefined;
  scope.found.push({ start, end, path, names });
  return path;
}
