import type { CharSet } from './regexClasses';
import { isWordCode } from './regexClasses';
import type { Assertion, Regex, RegexNode } from './regexParse';

/** One step of a compiled expression; `next` and `other` are indexes of steps. */
type Instruction =
  | { readonly kind: 'set'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'assert'; readonly test: Assertion; readonly next: number }
  | { readonly kind: 'save'; readonly slot: number; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'match' };

/** A compiled expression. */
export interface RegexProgram {
  readonly code: readonly Instruction[];
  readonly start: number;
  readonly slots: number;
}

const CODE_LIMIT = 4000;
/** Steps times characters that one search may look at. */
const WORK_LIMIT = 8_000_000;

/** Compiles an expression; `undefined` when repetitions make it too large. */
export function compileRegex({ node, groups }: Regex): RegexProgram | undefined {
  const code: (Instruction | undefined)[] = [{ kind: 'match' }];
  const start = emit(code, { kind: 'group', index: 0, node }, 0);
  if (code.length > CODE_LIMIT) return undefined;
  return { code: code as Instruction[], start, slots: (groups + 1) * 2 };
}

function push(code: (Instruction | undefined)[], instruction: Instruction): number {
  return code.push(instruction) - 1;
}

/** Adds the code of a node that goes on at `next`; gives where it starts. Built from the end to the start. */
function emit(code: (Instruction | undefined)[], node: RegexNode, next: number): number {
  if (code.length > CODE_LIMIT) return next;
  switch (node.kind) {
    case 'empty':
      return next;
    case 'set':
      return push(code, { kind: 'set', set: node.set, next });
    case 'assert':
      return push(code, { kind: 'assert', test: node.test, next });
    case 'group': {
      const end = push(code, { kind: 'save', slot: node.index * 2 + 1, next });
      return push(code, { kind: 'save', slot: node.index * 2, next: emit(code, node.node, end) });
    }
    case 'concat': {
      let at = next;
      for (let i = node.nodes.length - 1; i >= 0; i--) at = emit(code, node.nodes[i] as RegexNode, at);
      return at;
    }
    case 'either': {
      const starts = node.nodes.map((n) => emit(code, n, next));
      return starts.reduceRight((other, first) => push(code, { kind: 'split', next: first, other }));
    }
    case 'repeat':
      return emitRepeat(code, node, next);
  }
}

function emitRepeat(code: (Instruction | undefined)[], repeat: RegexNode & { kind: 'repeat' }, next: number): number {
  const { node, min, max, greedy } = repeat;
  const split = (body: number, rest: number): Instruction =>
    greedy ? { kind: 'split', next: body, other: rest } : { kind: 'split', next: rest, other: body };
  let at = next;
  if (max === Infinity) {
    const loop = code.push(undefined) - 1;
    code[loop] = split(emit(code, node, loop), next);
    at = loop;
  } else
    for (let i = min; i < max && code.length <= CODE_LIMIT; i++) at = push(code, split(emit(code, node, at), next));
  for (let i = 0; i < min && code.length <= CODE_LIMIT; i++) at = emit(code, node, at);
  return at;
}

function inSet({ ranges, negated, ignoreCase }: CharSet, code: number): boolean {
  let found = ranges.some(([low, high]) => code >= low && code <= high);
  if (!found && ignoreCase) {
    const c = String.fromCodePoint(code);
    const others = [c.toLowerCase().codePointAt(0) ?? 0, c.toUpperCase().codePointAt(0) ?? 0];
    found = others.some((other) => ranges.some(([low, high]) => other >= low && other <= high));
  }
  return found !== negated;
}

function holds(test: Assertion, text: string, at: number): boolean {
  switch (test) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === text.length;
    case 'line-start':
      return at === 0 || text.charCodeAt(at - 1) === 10;
    case 'line-end':
      return at === text.length || text.charCodeAt(at) === 10;
    case 'word':
    case 'no-word': {
      const before = at > 0 && isWordCode(text.charCodeAt(at - 1));
      const after = at < text.length && isWordCode(text.charCodeAt(at));
      return (before !== after) === (test === 'word');
    }
  }
}

/** One way on that is still to be tried, or a slot that gets its old value back. */
type Job = { readonly pc: number; readonly at: number } | { readonly slot: number; readonly old: number };

/**
 * The first match at or behind `from`: offsets of the match and its groups, -1 for those that took no part;
 * `undefined` when there is none. The choice among matches is Go's (leftmost, then first). Every pair of step and place
 * is tried once, so time grows with their product; `'too much'` beyond a limit.
 */
export function searchRegex(
  program: RegexProgram,
  text: string,
  from: number,
): readonly number[] | undefined | 'too much' {
  const width = text.length + 1;
  if (program.code.length * width > WORK_LIMIT) return 'too much';
  const tried = new Uint8Array(program.code.length * width);
  for (let start = from; start <= text.length; start++) {
    // What failed from an earlier start fails again: `tried` stays.
    const found = matchAt(program, text, start, tried);
    if (found) return found;
  }
  return undefined;
}

function matchAt(program: RegexProgram, text: string, start: number, tried: Uint8Array): readonly number[] | undefined {
  const slots = Array.from({ length: program.slots }, () => -1);
  const jobs: Job[] = [{ pc: program.start, at: start }];
  for (let job = jobs.pop(); job; job = jobs.pop()) {
    if ('slot' in job) slots[job.slot] = job.old;
    else if (follow(program, text, job, slots, jobs, tried)) return slots;
  }
  return undefined;
}

/** Follows one way until it fails, leaving the others in `jobs`; says whether it matches. */
function follow(
  program: RegexProgram,
  text: string,
  job: { readonly pc: number; readonly at: number },
  slots: number[],
  jobs: Job[],
  tried: Uint8Array,
): boolean {
  let { pc, at } = job;
  for (;;) {
    const place = pc * (text.length + 1) + at;
    if (tried[place] === 1) return false;
    tried[place] = 1;
    const step = program.code[pc] as Instruction;
    if (step.kind === 'match') return true;
    if (step.kind === 'split') jobs.push({ pc: step.other, at });
    else if (step.kind === 'save') {
      jobs.push({ slot: step.slot, old: slots[step.slot] ?? -1 });
      slots[step.slot] = at;
    } else if (step.kind === 'assert') {
      if (!holds(step.test, text, at)) return false;
    } else {
      const code = text.codePointAt(at);
      if (code === undefined || !inSet(step.set, code)) return false;
      at += code > 0xffff ? 2 : 1;
    }
    pc = step.next;
  }
}
