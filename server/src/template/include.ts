import type { Step } from '../text/mapped';
import { parseTemplate } from './parse';
import type { Callable, Template } from './program';
import type { Rope } from './rope';
import { built, ropeBuilder, sliceRope, unplaced, withStep } from './rope';
import type { Call, Frame } from './state';
import { callSpan, failed, stop, unknownBecause } from './state';
import type { Value } from './value';
import { stringOf } from './value';

/** Calls a named template: what it writes, as a string. */
export function callNamed(call: Call, name: string, dot: Value): Value {
  const { frame } = call;
  const { state } = frame;
  const callable = frame.callables.get(name);
  if (!callable) return failed(call, `no template ${JSON.stringify(name)} associated with template "gotpl"`);
  const keeps = dot.kind === 'map' && state.roots.has(dot) && callable.template.file !== undefined;
  const known = keeps ? state.kept.get(callable)?.get(dot) : undefined;
  if (known && known.changes === state.changes) return stringOf(includedAt(call, callable, known.rope));
  const { changes, fileReads } = state;
  const rope = run(call, callable, dot);
  if (!rope) return unknownBecause('budget', 'the evaluation stopped at its budget');
  if (keeps && state.changes === changes && state.fileReads === fileReads && !state.stopped) {
    const byRoot = state.kept.get(callable) ?? new Map();
    byRoot.set(dot, { rope, changes });
    state.kept.set(callable, byRoot);
  }
  return stringOf(includedAt(call, callable, rope));
}

/** A call takes as long as this many steps: frame, text and places of its own. */
const CALL_STEPS = 20;

function run(call: Call, callable: Callable, dot: Value): Rope | undefined {
  const { frame } = call;
  const { state } = frame;
  if (state.stopped) return undefined;
  state.steps += CALL_STEPS;
  if (state.depth >= state.budget.depth) {
    stop(frame, call.range, `evaluation stopped: templates include one another more than ${state.budget.depth} deep`);
    return undefined;
  }
  const made = newFrame(call, callable.template, frame.callables, dot);
  state.depth++;
  state.run(made, callable.body, dot);
  state.depth--;
  return settled(made);
}

/** A frame for a template, called from here. */
function newFrame(call: Call, template: Template, callables: Frame['callables'], dot: Value): Frame {
  return {
    state: call.frame.state,
    template,
    callables,
    variables: [{ name: '$', value: dot }],
    out: ropeBuilder(),
    sites: new Set(),
    literal: false,
    calledAt: callSpan(call),
  };
}

/**
 * What a frame wrote. A define that writes lines of its own is where these lines are used; one that only passes values on,
 * or makes a name, is used where it is included: the sites that it gave are given up.
 */
function settled(frame: Frame): Rope {
  const rope = built(frame.out);
  if (frame.literal && hasStructure(rope.text)) return rope;
  const uri = frame.template.file?.uri;
  return unplaced(rope, (site) => frame.sites.has(site) || (frame.literal && site.copy && site.uri === uri));
}

/** Whether text is more than one scalar: several lines, or a key. */
function hasStructure(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.includes('\n') || trimmed.includes(': ') || trimmed.endsWith(':');
}

function includedAt(call: Call, callable: Callable, rope: Rope): Rope {
  if (rope.text === '') return rope;
  const at =
    callable.define && callable.template.file
      ? { uri: callable.template.file.uri, start: callable.define.at.start, end: callable.define.at.end }
      : callSpan(call);
  const step: Step = { kind: 'template', name: callable.name, at };
  return withStep(rope, step);
}

const TEXT_LIMIT = 2000;

/** `tpl`: evaluates text as a template; its characters stay those of the text. */
export function callText(call: Call, rope: Rope, dot: Value): Value {
  const { frame } = call;
  const { state } = frame;
  if (!rope.text.includes('{{')) return stringOf(rope);
  let syntax = state.texts.get(rope.text);
  if (!syntax) {
    syntax = parseTemplate(rope.text);
    if (state.texts.size < TEXT_LIMIT) state.texts.set(rope.text, syntax);
  }
  const template: Template = { rope: unplaced(rope, () => true), syntax };
  const [problem] = syntax.problems;
  if (problem) return failed(call, `cannot parse template text: ${problem.message}`);
  let { callables } = frame;
  if (syntax.defines.length > 0) {
    const more = new Map(callables);
    for (const define of syntax.defines)
      more.set(define.name, { name: define.name, template, body: define.body, define });
    callables = more;
  }
  const result = run({ ...call, frame: { ...frame, callables } }, { name: 'tpl', template, body: syntax.nodes }, dot);
  if (!result) return unknownBecause('budget', 'the evaluation stopped at its budget');
  return stringOf(withoutNoValue(result));
}

const NO_VALUE = '<no value>';

/** The rope without `<no value>`, which Helm takes out of what it prints. */
export function withoutNoValue(rope: Rope): Rope {
  if (!rope.text.includes(NO_VALUE)) return rope;
  const out = ropeBuilder();
  let from = 0;
  for (let at = rope.text.indexOf(NO_VALUE); at >= 0; at = rope.text.indexOf(NO_VALUE, from)) {
    const piece = sliceRope(rope, from, at);
    out.pieces.push({ rope: piece, start: 0, end: piece.text.length });
    out.length += piece.text.length;
    from = at + NO_VALUE.length;
  }
  const rest = sliceRope(rope, from);
  out.pieces.push({ rope: rest, start: 0, end: rest.text.length });
  out.length += rest.text.length;
  return built(out);
}
