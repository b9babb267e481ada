import type { Place } from '../text/mapped';
import type { SourceFile } from '../text/source';
import type { Range, Span } from '../text/span';
import type { TemplateNode } from './ast';
import type { Callable, Template } from './program';
import type { Budget, RenderNote, RenderProblem, ValueRead } from './result';
import { evaluationKey } from './result';
import type { Rope, RopeBuilder } from './rope';
import { originOf, sliceRope } from './rope';
import type { MapValue, Unknown, UnknownKind, UnknownValue, Value, ValueSource } from './value';
import { unknownOf } from './value';

/** What one evaluation of several files shares. It lives as long as the call of `render`. */
export interface State {
  /** Executes nodes: what includes other templates need not know how. */
  readonly run: (frame: Frame, nodes: readonly TemplateNode[], dot: Value) => unknown;
  readonly budget: Budget;
  steps: number;
  depth: number;
  /** Nested blocks and parentheses of all that is under evaluation: what recursion of this program grows with. */
  nesting: number;
  /** Characters that the present file has written, with all that it includes. */
  written: number;
  /** Set when a budget is used up: everything returns as soon as it can. */
  stopped: boolean;
  /** The file that is rendered now. */
  entry: SourceFile;
  /** How often a map was changed; what was kept before is stale. */
  changes: number;
  /** How often something was read that differs from file to file (`.Template`). */
  fileReads: number;
  /** Roots of charts: what is included with one of these as its dot is kept. */
  readonly roots: ReadonlySet<MapValue>;
  readonly kept: Map<Callable, Map<MapValue, KeptResult>>;
  /** Syntax of texts that `tpl` evaluated. */
  readonly texts: Map<string, Template['syntax']>;
  readonly reads: Map<object, Set<ValueSource>>;
  readonly deepReads: Map<string, Set<ValueSource>>;
  readonly readList: ValueRead[];
  /** Places of keys that are not there, by their maps. */
  readonly absent: WeakMap<ValueSource, Map<string, ValueSource>>;
  readonly evaluations: Map<string, Value[]> | undefined;
  readonly notes: RenderNote[];
  problems: RenderProblem[];
}

/** What an `include` gave, and when. */
export interface KeptResult {
  readonly rope: Rope;
  readonly changes: number;
}

/** One template under execution. */
export interface Frame {
  readonly state: State;
  readonly template: Template;
  /** All that can be called here. */
  readonly callables: ReadonlyMap<string, Callable>;
  /** The variables in scope, innermost last; the first is `$`. */
  readonly variables: Variable[];
  out: RopeBuilder;
  /** Sites that this frame gave to what it wrote. */
  readonly sites: Set<Place>;
  /** Whether it wrote text of its own that is not blank. */
  literal: boolean;
  /** Where the frame was called, for text that stands in no file. */
  readonly calledAt: Span;
}

/** A variable of a frame. */
export interface Variable {
  readonly name: string;
  value: Value;
}

/** A function or method call: where it stands, for what it computes and reports. */
export interface Call {
  readonly frame: Frame;
  readonly name: string;
  readonly range: Range;
}

/** A range of the frame's template as a place in a file. */
export function spanOf(frame: Frame, range: Range): Span {
  const { file, rope } = frame.template;
  if (file) return { uri: file.uri, start: range.start, end: range.end };
  const origin = originOf(sliceRope(rope, range.start, Math.max(range.end, range.start + 1)));
  if (!origin) return frame.calledAt;
  return 'kind' in origin ? origin.at : { uri: origin.uri, start: origin.start, end: origin.end };
}

/** Where a call stands. */
export function callSpan(call: Call): Span {
  return spanOf(call.frame, call.range);
}

const PROBLEM_LIMIT = 200;

/** Adds a problem of the present file, once for each place. */
export function report(frame: Frame, kind: RenderProblem['kind'], range: Range, message: string): void {
  const { state } = frame;
  if (state.problems.length >= PROBLEM_LIMIT) return;
  const at = spanOf(frame, range);
  const known = state.problems.some(
    (p) => p.message === message && p.at.start === at.start && p.at.end === at.end && p.at.uri === at.uri,
  );
  if (!known) state.problems.push({ kind, message, at });
}

/** An unknown value because Go or Helm would stop here; reported. */
export function failed(call: Call, message: string): UnknownValue {
  report(call.frame, 'error', call.range, message);
  return unknownBecause('error', message);
}

/** An unknown value with its reason. */
export function unknownBecause(kind: UnknownKind, because: string, more: Partial<Unknown> = {}): UnknownValue {
  return unknownOf({ kind, because, ...more });
}

/** Counts a step; says whether evaluation may go on. */
export function step(frame: Frame, range: Range): boolean {
  const { state } = frame;
  if (state.stopped) return false;
  state.steps++;
  if (state.steps <= state.budget.steps) return true;
  stop(frame, range, `evaluation stopped after ${state.budget.steps} steps`);
  return false;
}

/** Nested blocks and parentheses, over all templates that call one another; JavaScript's stack holds some times as many. */
const NESTING_LIMIT = 800;

/** Goes one level deeper; says whether that is allowed. Every success must be followed by {@link leave}. */
export function enter(frame: Frame, at: Range): boolean {
  const { state } = frame;
  if (state.nesting >= NESTING_LIMIT) {
    if (!state.stopped)
      stop(frame, at, `evaluation stopped: blocks and parentheses are nested more than ${NESTING_LIMIT} deep`);
    return false;
  }
  state.nesting++;
  return true;
}

/** Comes back from a level. */
export function leave(frame: Frame): void {
  frame.state.nesting--;
}

/** Counts characters that were written or made; stops when they are too many. */
export function countText(frame: Frame, length: number, at: Range): void {
  const { state } = frame;
  state.written += length;
  if (state.written > state.budget.output && !state.stopped)
    stop(frame, at, `evaluation stopped after ${state.budget.output} characters of output`);
}

/** Ends the evaluation with a note. */
export function stop(frame: Frame, range: Range, message: string): void {
  const { state } = frame;
  state.stopped = true;
  state.notes.push({ file: state.entry, message, at: spanOf(frame, range) });
}

/** Records that an expression or call read a value. */
export function noteRead(frame: Frame, node: Range, source: ValueSource | undefined, missing = false): void {
  if (source?.key === undefined) return;
  const { reads, readList } = frame.state;
  let seen = reads.get(node);
  if (!seen) {
    seen = new Set();
    reads.set(node, seen);
  }
  if (seen.has(source)) return;
  seen.add(source);
  readList.push({ at: spanOf(frame, node), source, missing, deep: false });
}

/** Records that a key was asked for that is not there. */
export function noteAbsent(frame: Frame, node: Range, map: Value, key: string): void {
  const { source: parent } = map;
  if (!parent) return;
  const { absent } = frame.state;
  let keys = absent.get(parent);
  if (!keys) {
    keys = new Map();
    absent.set(parent, keys);
  }
  let source = keys.get(key);
  if (!source) {
    source = { parent, key };
    keys.set(key, source);
  }
  noteRead(frame, node, source, true);
}

/** Records that a call read all of a value. */
export function noteDeep(call: Call, value: Value): void {
  if (value.kind !== 'map' && value.kind !== 'list') return;
  const { state } = call.frame;
  if (value.kind === 'map' && value.entries.has('Template')) state.fileReads++;
  if (value.source?.key !== undefined) {
    const at = callSpan(call);
    const key = evaluationKey(at);
    let seen = state.deepReads.get(key);
    if (!seen) {
      seen = new Set();
      state.deepReads.set(key, seen);
    }
    if (seen.has(value.source)) return;
    seen.add(value.source);
    state.readList.push({ at, source: value.source, missing: false, deep: true });
  }
  // A map may be put together of others: what it holds was read.
  noteParts(call, value, 0);
}

function noteParts(call: Call, value: Value, depth: number): void {
  const { state } = call.frame;
  if (depth > 6 || ++state.steps > state.budget.steps) return;
  const parts =
    value.kind === 'map' ? [...value.entries.values()].map((e) => e.value) : value.kind === 'list' ? value.items : [];
  for (const part of parts.slice(0, 1000)) {
    if (part.source && part.source.parent === value.source) continue;
    if (part.kind !== 'map' && part.kind !== 'list') noteRead(call.frame, call.range, part.source);
    else if (part.source) noteDeep(call, part);
    else noteParts(call, part, depth + 1);
  }
}
