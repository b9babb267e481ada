import type { Range } from '../text/span';
import type { Command, Expression, Pipe, TemplateNode } from './ast';
import { assign, evaluate } from './expression';
import { BLOCK_MARK, VALUE_MARK } from './marks';
import type { RopeBuilder } from './rope';
import { append, placeAt, ropeOf } from './rope';
import type { Frame } from './state';
import { spanOf } from './state';
import type { Unknown, UnknownValue, Value } from './value';

/**
 * Leaves a mark where something unknown would be written: an action's value, or `nodes` that an unknown condition guards.
 * Variables that the nodes assign and maps that they change are unknown from here on.
 */
export function skipUnknown(
  frame: Frame,
  at: Range,
  nodes: readonly TemplateNode[],
  unknown: Unknown,
  dot: Value,
): void {
  const { text } = frame.template.rope;
  const layout = nodes.length > 0 ? layoutOf(nodes, text) : (unknown.layout ?? 'value');
  if (nodes.length > 0) poison(frame, nodes, unknown, dot);
  if (layout === 'none') return;
  const mark = markFor(layout, endsBlank(frame.out), ' '.repeat(Math.min(unknown.indent ?? 0, 200)));
  const rope = ropeOf(mark, { kind: 'implied', at: spanOf(frame, at), because: unknown.because });
  if (!frame.template.file) {
    append(frame.out, rope);
    return;
  }
  const site = { ...spanOf(frame, at), copy: false };
  frame.sites.add(site);
  append(frame.out, placeAt(rope, site));
}

/** `value`: characters of one line, unless they start one. `lines`: it may be either. */
type Layout = 'none' | 'inline' | 'block' | 'lines' | 'value';

function markFor(layout: Layout, lineIsBlank: boolean, indent: string): string {
  const block = indent + BLOCK_MARK + BLOCK_MARK;
  switch (layout) {
    case 'block':
      return lineIsBlank ? block : `\n${block}`;
    case 'lines':
      return lineIsBlank ? block : `${VALUE_MARK} ${block}`;
    case 'value':
      return lineIsBlank ? block : VALUE_MARK;
    case 'inline':
    case 'none':
      return VALUE_MARK;
  }
}

/** Whether the line that is being written has only white space so far. */
function endsBlank({ pieces }: RopeBuilder): boolean {
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i];
    if (!piece) continue;
    for (let at = piece.end - 1; at >= piece.start; at--) {
      const code = piece.rope.text.charCodeAt(at);
      if (code === 10) return true;
      if (code !== 32 && code !== 9 && code !== 13) return false;
    }
  }
  return true;
}

/** What nodes would write, told without running them. */
function layoutOf(nodes: readonly TemplateNode[], text: string): Layout {
  const layouts = nodes.map((node) => nodeLayout(node, text)).filter((layout) => layout !== 'none');
  const [first] = layouts;
  if (first === undefined) return 'none';
  if (layouts.every((layout) => layout === 'inline')) return 'inline';
  // What is guarded begins a line of its own if each of its parts does, or the first part does and the rest follows it.
  return first === 'block' ? 'block' : 'lines';
}

function nodeLayout(node: TemplateNode, text: string): Layout {
  switch (node.kind) {
    case 'text':
      return textLayout(text, node.start, node.end);
    case 'action':
      return node.pipe.variables.length > 0 ? 'none' : pipeLayout(node.pipe);
    case 'if':
    case 'with':
    case 'range':
      return layoutOf([...node.body, ...node.otherwise], text);
    case 'template':
      return 'lines';
    case 'bad':
      return 'inline';
    case 'define':
    case 'break':
    case 'continue':
      return 'none';
  }
}

function textLayout(text: string, start: number, end: number): Layout {
  let newline = -1;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) newline = newline < 0 ? at : newline;
    else if (code > 32) return newline >= 0 ? 'block' : text.slice(at, end).includes('\n') ? 'lines' : 'inline';
  }
  return 'none';
}

const LINES = new Set(['toYaml', 'toYamlPretty', 'include', 'tpl', 'indent', 'toToml']);
const SILENT = new Set(['fail', 'set', 'unset']);

function pipeLayout({ commands }: Pipe): Layout {
  const names = commands.map(({ head }) => (head.kind === 'function' ? head.name : ''));
  if (names.at(-1) === 'nindent') return 'block';
  if (SILENT.has(names.at(-1) ?? '')) return 'none';
  return names.some((name) => LINES.has(name)) ? 'lines' : 'inline';
}

const CHANGES = new Set(['set', 'unset', 'merge', 'mustMerge', 'mergeOverwrite', 'mustMergeOverwrite']);

function poison(frame: Frame, nodes: readonly TemplateNode[], unknown: Unknown, dot: Value): void {
  const value: UnknownValue = { kind: 'unknown', unknown: { kind: unknown.kind, because: unknown.because } };
  for (const node of nodes) {
    if (!('pipe' in node) || !node.pipe) continue;
    if (node.pipe.assigns) {
      for (const variable of node.pipe.variables) {
        // A variable of the nodes' own is not in scope here.
        if (frame.variables.some((v) => v.name === variable.name)) assign(frame, variable.name, value, variable);
      }
    }
    poisonMaps(frame, node.pipe, value, dot);
    if ('body' in node) poison(frame, [...node.body, ...node.otherwise], unknown, dot);
  }
}

function poisonMaps(frame: Frame, pipe: Pipe, value: UnknownValue, dot: Value): void {
  for (const command of pipe.commands) {
    if (command.head.kind === 'function' && CHANGES.has(command.head.name)) poisonMap(frame, command, value, dot);
    for (const arg of [command.head, ...command.args]) {
      if (arg.kind === 'pipe') poisonMaps(frame, arg.pipe, value, dot);
    }
  }
}

function poisonMap(frame: Frame, { args }: Command, value: UnknownValue, dot: Value): void {
  const [first] = args;
  if (!first || !isPlain(first)) return;
  if (first.kind === 'variable' && !frame.variables.some((v) => v.name === first.name)) return;
  const map = evaluate(frame, first, dot);
  if (map.kind !== 'map') return;
  map.open = value.unknown;
  frame.state.changes++;
}

function isPlain(expression: Expression): boolean {
  return expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'dot';
}
