import type { EnvDocument, EnvEntry } from '../syntax/env';
import { spanIn } from '../syntax/tree';
import type { MappedText, Step } from '../text/mapped';
import { concatMapped, sliceMapped, useAt } from '../text/mapped';
import { say } from '../text/say';
import type { Range, Span } from '../text/span';

/** A value for a variable, and the step that leads to it (`variable`, `env-file`, `build-arg`). */
export interface Resolved {
  readonly value: MappedText;
  readonly step: Step;
}

/** The value of a variable; `undefined` when it is not set. A variable set to nothing has empty text. */
export type Resolve = (name: string) => Resolved | undefined;

/** How a variable is written; `$V` without braces, `${V}` with. */
export type VariableForm = '$V' | '${V}' | ':-' | '-' | ':?' | '?' | ':+' | '+';

/** A use of a variable. Uses in a default are listed, behind the one they belong to, only when the default counts. */
export interface VariableUse {
  readonly name: string;
  /** The whole expression where it stands in the source file. */
  readonly site: Span;
  /** The whole expression as offsets of the text that was interpolated. */
  readonly range: Range;
  readonly form: VariableForm;
  /** `:-` or `-`. */
  readonly hasDefault: boolean;
  /** What stands behind the operator, before interpolation. */
  readonly operand?: MappedText;
  /** The resolver had a value (possibly empty). */
  readonly set: boolean;
  /** `:?` or `?`: Compose refuses to start without it. */
  readonly required: boolean;
  /** Nothing gave a value: the expression became empty text (or an error when `required`). */
  readonly missing: boolean;
}

/** An expression that Compose refuses: `${}`, `${1}`, `${V/x/y}`, a brace that is not closed. It stays in the text as it is. */
export interface InterpolationProblem {
  readonly range: Range;
  readonly site: Span;
  readonly message: string;
}

/** Text with its variables replaced. */
export interface Interpolated {
  readonly text: MappedText;
  readonly variables: readonly VariableUse[];
  readonly problems: readonly InterpolationProblem[];
}

/** Deepest nesting of defaults in defaults that is read; what lies deeper stays as written. */
export const INTERPOLATION_DEPTH = 16;

/** Most characters that variables may put into one text; further expressions stay as written and one problem says so. */
export const INTERPOLATION_LIMIT = 262_144;

/**
 * Compose interpolation: `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+r} ${V+r}`, nested, `$$` for a dollar. Each piece
 * keeps its origins: a value's are where the resolver's text stands, a default's are inside the expression; the site of
 * both is the expression. Values are not interpolated again. Text without `$` is returned as it is.
 */
export function interpolate(text: MappedText, resolve: Resolve): Interpolated {
  if (!hasVariables(text.text)) return { text, variables: [], problems: [] };
  const run: Run = { source: text, resolve, variables: [], problems: [], room: INTERPOLATION_LIMIT };
  return { text: replaceIn(run, 0, text.text.length, 0), variables: run.variables, problems: run.problems };
}

/** Whether there is anything to interpolate: spares the work for most values. */
export function hasVariables(text: string): boolean {
  return text.includes('$');
}

/**
 * The variables of a .env file as Compose gets them: each value may use `outer` (which wins) and the entries before it.
 * A key alone is taken from `outer`. The step of each is `env-file`, standing at the key.
 */
export function resolveEnv(
  document: EnvDocument,
  source: MappedText,
  outer: Resolve = () => undefined,
): ReadonlyMap<string, Resolved> {
  const known = new Map<string, Resolved>();
  const resolve: Resolve = (name) => outer(name) ?? known.get(name);
  for (const entry of document.entries) {
    const value = valueOf(entry, resolve);
    if (!value) continue;
    known.set(entry.key, {
      value,
      step: { kind: 'env-file', name: entry.key, at: spanIn(source, entry.keyRange.start, entry.keyRange.end) },
    });
  }
  return known;
}

function valueOf(entry: EnvEntry, resolve: Resolve): MappedText | undefined {
  if (!entry.value) return resolve(entry.key)?.value;
  return entry.interpolated ? interpolate(entry.value, resolve).text : entry.value;
}

interface Run {
  readonly source: MappedText;
  readonly resolve: Resolve;
  readonly variables: VariableUse[];
  readonly problems: InterpolationProblem[];
  braces?: Braces;
  /** Characters that may still be put in: lines that double each other would grow without end. */
  room: number;
}

/** `[start, end)` of the source with its expressions replaced. */
function replaceIn(run: Run, start: number, end: number, depth: number): MappedText {
  const source = run.source.text;
  const pieces: MappedText[] = [];
  let copied = start;
  let at = source.indexOf('$', start);
  while (at >= 0 && at < end) {
    const found = expressionAt(run, at, end);
    if (found.kind === 'wrong') reportWrong(run, found);
    const made =
      found.kind === 'variable'
        ? evaluate(run, found, depth)
        : found.kind === 'dollar'
          ? sliceMapped(run.source, at + 1, at + 2)
          : undefined;
    if (made) {
      pieces.push(sliceMapped(run.source, copied, at), made);
      copied = found.end;
    }
    at = source.indexOf('$', found.end);
  }
  if (pieces.length === 0) return sliceMapped(run.source, start, end);
  pieces.push(sliceMapped(run.source, copied, end));
  return concatMapped(pieces, spanIn(run.source, start, end));
}

/** What stands at a `$`. `text`: a dollar that means nothing, such as `$1` or `$(`. */
type Expression = Variable | (Range & { readonly kind: 'dollar' | 'text' | 'wrong' });

interface Variable extends Range {
  readonly kind: 'variable';
  readonly name: string;
  readonly form: VariableForm;
  /** Behind the operator, when there is one. */
  readonly operand?: Range;
}

function expressionAt(run: Run, start: number, limit: number): Expression {
  const source = run.source.text;
  const next = start + 1 < limit ? source[start + 1] : undefined;
  if (next === '$') return { kind: 'dollar', start, end: start + 2 };
  const braced = next === '{';
  const nameStart = start + (braced ? 2 : 1);
  const nameEnd = endOfName(source, nameStart, limit);
  const name = source.slice(nameStart, nameEnd);
  if (!braced)
    return name === ''
      ? { kind: 'text', start, end: start + 1 }
      : { kind: 'variable', name, form: '$V', start, end: nameEnd };
  if (name !== '' && nameEnd < limit && source[nameEnd] === '}')
    return { kind: 'variable', name, form: '${V}', start, end: nameEnd + 1 };
  const operator = /^:?[-+?]/.exec(source.slice(nameEnd, Math.min(nameEnd + 2, limit)))?.[0] as
    VariableForm | undefined;
  const close =
    name === '' || operator === undefined
      ? undefined
      : closingBrace((run.braces ??= bracesOf(source)), start + 1, limit);
  if (operator === undefined || close === undefined) return { kind: 'wrong', start, end: nameEnd };
  return {
    kind: 'variable',
    name,
    form: operator,
    start,
    end: close + 1,
    operand: { start: nameEnd + operator.length, end: close },
  };
}

function endOfName(source: string, start: number, limit: number): number {
  const name = /[_a-zA-Z][_a-zA-Z0-9]*/y;
  name.lastIndex = start;
  return name.test(source) ? Math.min(name.lastIndex, limit) : Math.min(start, limit);
}

/** Where braces close, found in one pass: nested defaults would otherwise be scanned once for each level. */
interface Braces {
  /** For an opening brace the offset of the one that closes it; 0 when none does. */
  readonly closing: Int32Array;
  /** For an offset the last closing brace at or before it; -1 when there is none. */
  readonly last: Int32Array;
}

function bracesOf(source: string): Braces {
  const closing = new Int32Array(source.length);
  const last = new Int32Array(source.length);
  const opened: number[] = [];
  let latest = -1;
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '{') opened.push(at);
    else if (source[at] === '}') {
      const open = opened.pop();
      if (open !== undefined) closing[open] = at;
      latest = at;
    }
    last[at] = latest;
  }
  return { closing, last };
}

/** The brace that closes the one at `open`; where braces do not balance, the last one, as Compose's greedy pattern has it. */
function closingBrace(braces: Braces, open: number, limit: number): number | undefined {
  const match = braces.closing[open] as number;
  if (match > open && match < limit) return match;
  const last = braces.last[limit - 1] as number;
  return last > open ? last : undefined;
}

/** The text that an expression becomes, used at the expression. */
function evaluate(run: Run, found: Variable, depth: number): MappedText {
  const resolved = run.resolve(found.name);
  const colon = found.form.startsWith(':');
  const given = resolved !== undefined && !(colon && resolved.value.text === '');
  const site = spanIn(run.source, found.start, found.end);
  const operator = found.operand ? found.form.at(-1) : undefined;
  const operandCounts = operator === '-' ? !given : operator === '+' && given;
  run.variables.push(
    describeUse(run, found, site, resolved !== undefined, !given && operator !== '-' && operator !== '+'),
  );
  const growth = resolved?.value.text.length ?? 0;
  if (growth > run.room) return tooLong(run, found, site);
  if (operandCounts && found.operand) return operandText(run, found.name, found.operand, site, depth);
  if (!resolved || operator === '+') return { text: '', segments: [], whole: site };
  run.room -= growth;
  return useAt(resolved.value, site, resolved.step);
}

function tooLong(run: Run, found: Variable, site: Span): MappedText {
  if (run.room >= 0) {
    const message = say`Variables make this text longer than ${INTERPOLATION_LIMIT} characters: it is not read further.`;
    run.problems.push({ range: { start: found.start, end: found.end }, site, message });
  }
  run.room = -1;
  return sliceMapped(run.source, found.start, found.end);
}

function describeUse(run: Run, found: Variable, site: Span, set: boolean, missing: boolean): VariableUse {
  const { name, form, start, end, operand } = found;
  const hasDefault = form === ':-' || form === '-';
  const required = form === ':?' || form === '?';
  const use = { name, site, range: { start, end }, form, hasDefault, set, required, missing };
  return operand ? { ...use, operand: sliceMapped(run.source, operand.start, operand.end) } : use;
}

function operandText(run: Run, name: string, operand: Range, site: Span, depth: number): MappedText {
  const at = spanIn(run.source, operand.start, operand.end);
  const text =
    depth < INTERPOLATION_DEPTH
      ? replaceIn(run, operand.start, operand.end, depth + 1)
      : sliceMapped(run.source, operand.start, operand.end);
  return useAt(text, site, { kind: 'default', name, at });
}

function reportWrong(run: Run, found: Range): void {
  const source = run.source.text;
  // Names the expression to its brace if that is near: the message shall not quote half a file.
  const close = source.slice(found.start, found.start + 200).indexOf('}');
  const range = { start: found.start, end: close < 0 ? found.end : Math.max(found.end, found.start + close + 1) };
  const written = source.slice(range.start, range.end);
  const message = say`"${written}" is no variable that Compose can read: write \${NAME}, \${NAME:-default}, \${NAME:?error} or \${NAME:+value}, and $$ for a plain dollar.`;
  run.problems.push({ range, site: spanIn(run.source, range.start, range.end), message });
}
