import type { Span } from '../text/span';
import { execute } from './evaluate';
import { withoutNoValue } from './include';
import { BLOCK_MARK, VALUE_MARK } from './marks';
import type { Program } from './program';
import type { Budget, RenderEntry, RenderOptions, RenderedFile, Rendering } from './result';
import { built, lazyRope, ropeBuilder, toMapped } from './rope';
import type { Frame, State } from './state';
import { mapOfValues, plainString } from './value';

/** More than any chart of the public ones needs, by some factor; a runaway one takes seconds. */
const BUDGET: Budget = { steps: 3_000_000, output: 20_000_000, depth: 100 };

/**
 * Evaluates entries in their order (see `helmOrder`). Total: what fails is unknown and reported, a runaway template ends
 * at the budget with a note and what was written until then.
 */
export function render(program: Program, entries: readonly RenderEntry[], options: RenderOptions = {}): Rendering {
  const first = entries.map((e) => program.callables.get(e.name)?.template.file).find((file) => file !== undefined);
  if (!first) return { files: [], reads: [], evaluations: new Map(), notes: [] };
  const state: State = {
    run: execute,
    budget: { ...BUDGET, ...options.budget },
    steps: 0,
    depth: 0,
    nesting: 0,
    written: 0,
    stopped: false,
    entry: first,
    changes: 0,
    fileReads: 0,
    roots: new Set(entries.map((e) => e.root)),
    kept: new Map(),
    texts: new Map(),
    reads: new Map(),
    deepReads: new Map(),
    readList: [],
    absent: new WeakMap(),
    evaluations: options.record === true ? new Map() : undefined,
    notes: [],
    problems: [],
  };
  const files: RenderedFile[] = [];
  for (const entry of entries) {
    const file = renderEntry(state, program, entry);
    if (file) files.push(file);
  }
  return { files, reads: state.readList, evaluations: state.evaluations ?? new Map(), notes: state.notes };
}

function renderEntry(state: State, program: Program, entry: RenderEntry): RenderedFile | undefined {
  const callable = program.callables.get(entry.name);
  const file = callable?.template.file;
  if (!callable || !file) return undefined;
  state.entry = file;
  state.written = 0;
  state.stopped = state.steps > state.budget.steps;
  state.problems = [];
  const whole: Span = { uri: file.uri, start: 0, end: file.text.length };
  giveName(entry, whole);
  const frame: Frame = {
    state,
    template: callable.template,
    callables: program.callables,
    variables: [{ name: '$', value: entry.root }],
    out: ropeBuilder(),
    sites: new Set(),
    literal: false,
    calledAt: whole,
  };
  execute(frame, callable.body, entry.root);
  if (state.stopped) {
    const { out } = frame;
    const rope = ropeOfMark(whole);
    out.pieces.push({ rope, start: 0, end: rope.text.length });
    out.length += rope.text.length;
  }
  return { name: entry.name, file, text: finished(frame, whole), problems: state.problems };
}

function ropeOfMark(at: Span): ReturnType<typeof built> {
  const origin = { kind: 'implied' as const, at, because: 'the evaluation stopped at its budget' };
  return { text: `\n${BLOCK_MARK}${BLOCK_MARK}`, runs: [{ at: 0, origin }] };
}

function giveName({ root, name, basePath }: RenderEntry, at: Span): void {
  const because = 'it is the name of the template';
  const value = mapOfValues([
    ['Name', plainString(name, at, because)],
    ['BasePath', plainString(basePath, at, because)],
  ]);
  root.entries.set('Template', { value });
}

/** The text as Helm prints it, with marks as they stay: see `marks.ts`. */
function finished(frame: Frame, whole: Span): RenderedFile['text'] {
  const rope = withoutNoValue(built(frame.out));
  if (!rope.text.includes(BLOCK_MARK)) return toMapped(rope, whole);
  return toMapped(
    lazyRope(settleMarks(rope.text), [rope], () => rope.runs),
    whole,
  );
}

/** Block marks that end a line become comments; what follows one on its line is as unknown as the mark. */
function settleMarks(text: string): string {
  const pair = BLOCK_MARK + BLOCK_MARK;
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(pair); at >= 0; at = text.indexOf(pair, from)) {
    parts.push(text.slice(from, at));
    from = at + pair.length;
    const before = at === 0 ? '\n' : text.charAt(at - 1);
    const comment = (before === '\n' || before === ' ') && endsLine(text, from);
    parts.push(comment ? `#${BLOCK_MARK}` : VALUE_MARK + VALUE_MARK);
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function endsLine(text: string, at: number): boolean {
  for (let i = at; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\n' || c === '\r') return true;
    // Several marks may end one line.
    if (c !== ' ' && c !== '\t' && c !== BLOCK_MARK) return false;
  }
  return true;
}
