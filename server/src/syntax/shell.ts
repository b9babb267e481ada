import type { Assignment, ParameterExpansionPart, SyntaxNode, Word, WordPart } from 'unbash';
import { forEachChild, parse } from 'unbash';
import type { MappedText } from '../text/mapped';
import { concatMapped, rewriteMapped, sliceMapped, splitMapped } from '../text/mapped';
import type { Range } from '../text/span';
import { spanIn } from './tree';

/** `other` stands for what computes: `#`, `%`, `/`, `:1:2`, `^`, `@`, `!`, an index. */
export type ShellOperator = ':-' | '-' | ':=' | '=' | ':+' | '+' | ':?' | '?' | 'other';

/** A parameter expansion in a word: `$PORT`, `${PORT}`, `${PORT:-8080}`, `$1`, `$@`. */
export interface ShellParameter {
  readonly name: string;
  /** Where the expansion stands in the word's text (not in the file: trace the word for that). */
  readonly range: Range;
  /** Absent for `$X` and `${X}`. */
  readonly operator?: ShellOperator;
  /** What stands behind the operator; empty text for `${X:-}`. Absent for `other`. */
  readonly operand?: ShellWord;
  /** The operand's text when it is a default: behind `:-`, `-`, `:=`, `=`. */
  readonly default?: MappedText;
}

/** A word of a command, quotes and escapes taken off; expansions stand in it as written. */
export interface ShellWord {
  readonly text: MappedText;
  /** Where the word stands with its quotes: offsets in the parsed text; for exec form `[0, length)` of the word. */
  readonly range: Range;
  /** No expansion inside (globs aside): the text is what the program gets. */
  readonly literal: boolean;
  /** Holds what only a shell can compute: `$(…)`, `$((…))`, `<(…)`, `{a,b}`. Never literal. */
  readonly computed: boolean;
  /** Parameters, outermost only, in order. */
  readonly parameters: readonly ShellParameter[];
}

/** `NAME=value` in front of a command or alone. */
export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
}

/** A simple command. `words` may be empty (assignments or redirections alone). */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Targets of redirections (`/dev/tcp/localhost/80`), not here-documents. */
  readonly redirects: readonly ShellWord[];
  /** May not run: behind `||`, in the body of an if, loop, case or function. `a && b` is not conditional. */
  readonly conditional: boolean;
  /** Stands in `$(…)`, `<(…)` or backquotes: helps to make a word. */
  readonly substituted: boolean;
  /** Started with `&`. */
  readonly background: boolean;
  /** Names of the wrappers that were taken off, outermost first: `sh`, `exec`, `env`, `tini` … */
  readonly wrappers: readonly string[];
}

/** What a shell would run, in the order of the text; commands in substitutions stand before the command they are in. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Why nothing or not all was read: too long, a syntax error. The commands before an error are there. */
  readonly note?: string;
}

/** Longest text that is parsed, in UTF-16 units. */
export const SHELL_LIMIT = 65_536;

/** Most commands, and most substitutions, that are taken from one text. */
const COUNT_LIMIT = 2_000;

/** Deepest nesting that is followed; deeper commands are left out. */
const DEPTH_LIMIT = 200;

/**
 * Reads a command line or script as a POSIX shell or bash would; wrappers such as `sh -c` are not taken off (see
 * `commandsOf`). Total: bad input gives the commands that could be read and a note.
 */
export function parseShell(text: MappedText): ShellScript {
  if (text.text.trim() === '') return { commands: [] };
  if (text.text.length > SHELL_LIMIT)
    return { commands: [], note: `The script is longer than ${SHELL_LIMIT} characters and is not read.` };
  const { source, back } = withoutCarriageReturns(text);
  const walk: Walk = {
    source,
    range: (start, end) => ({ start: back(start), end: back(end) }),
    commands: [],
    left: { commands: COUNT_LIMIT, substitutions: COUNT_LIMIT },
  };
  const top: Place = { conditional: false, substituted: false, background: false, depth: 0 };
  try {
    const script = parse(source.text);
    visit(walk, script, top);
    const error = script.errors?.[0];
    return error ? { commands: walk.commands, note: error.message } : { commands: walk.commands };
  } catch (error) {
    return { commands: walk.commands, note: error instanceof Error ? error.message : 'The script cannot be read.' };
  }
}

/** The command that exec form starts: no shell, so every word is literal, `$PORT` too. */
export function execWords(words: readonly MappedText[]): ShellCommand {
  return {
    words: words.map((text) => ({
      text,
      range: { start: 0, end: text.text.length },
      literal: true,
      computed: false,
      parameters: [],
    })),
    assignments: [],
    redirects: [],
    conditional: false,
    substituted: false,
    background: false,
    wrappers: [],
  };
}

/** A shell takes the carriage return of CRLF as part of a word; files with CRLF are read as if they had LF. */
function withoutCarriageReturns(text: MappedText): { source: MappedText; back: (offset: number) => number } {
  if (!text.text.includes('\r\n')) return { source: text, back: (offset) => offset };
  const lines = splitMapped(text, '\r\n');
  const starts: number[] = [];
  const pieces: MappedText[] = [];
  let length = 0;
  let read = 0;
  for (const [i, line] of lines.entries()) {
    starts.push(length);
    const end = read + line.text.length;
    pieces.push(line);
    if (i < lines.length - 1) pieces.push(sliceMapped(text, end + 1, end + 2));
    length += line.text.length + 1;
    read = end + 2;
  }
  return { source: concatMapped(pieces, text.whole), back: (offset) => offset + linesBefore(starts, offset) };
}

function linesBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the walk writes to, and the text that positions of the tree are offsets of. */
interface Walk {
  readonly source: MappedText;
  /** Offsets of the source as offsets of the text that was given. */
  readonly range: (start: number, end: number) => Range;
  readonly commands: ShellCommand[];
  /** What may still be taken, shared by all texts of one walk. */
  readonly left: { commands: number; substitutions: number };
}

/** What the constructs around a command say about it. */
interface Place {
  readonly conditional: boolean;
  readonly substituted: boolean;
  readonly background: boolean;
  readonly depth: number;
}

function visit(walk: Walk, node: SyntaxNode, outer: Place): void {
  if (outer.depth > DEPTH_LIMIT) return;
  const place = { ...outer, depth: outer.depth + 1 };
  if (node.type === 'Command') visitCommand(walk, node, place);
  else if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution')
    visitSubstitution(walk, node, place);
  else if (node.type === 'Redirect') visitRedirect(walk, node, place);
  else if (node.type === 'Statement')
    visit(walk, node.command, node.background ? { ...place, background: true } : place);
  else if (node.type === 'AndOr') {
    for (const [i, c] of node.commands.entries()) visit(walk, c, node.operators[i - 1] === '||' ? maybe(place) : place);
  } else {
    const certain = certainChild(node);
    const always = certain === 'all';
    forEachChild(node, (child) => visit(walk, child, always || child === certain ? place : maybe(place)));
  }
}

function maybe(place: Place): Place {
  return { ...place, conditional: true };
}

/** The part of a construct that runs in any case: the condition of an if or loop, all of what does not choose. */
function certainChild(node: SyntaxNode): SyntaxNode | 'all' | undefined {
  if (node.type === 'If' || node.type === 'While') return node.clause;
  if (node.type === 'Case') return node.word;
  const chooses = ['For', 'Select', 'ArithmeticFor', 'Elif', 'Function', 'CaseItem'].includes(node.type);
  return chooses ? undefined : 'all';
}

/** A redirection of a compound command; those of simple commands stay with them. */
function visitRedirect(walk: Walk, node: Extract<SyntaxNode, { type: 'Redirect' }>, place: Place): void {
  if (node.target) emit(walk, { words: [], assignments: [], redirects: [readWord(walk, node.target)] }, place);
}

function visitSubstitution(
  walk: Walk,
  node: Extract<SyntaxNode, { type: 'CommandExpansion' | 'ProcessSubstitution' }>,
  place: Place,
): void {
  if (walk.left.substitutions-- <= 0) return;
  // Reading the property parses what is inside.
  const { script } = node;
  if (!script) return;
  const inside = { ...place, substituted: true };
  if (script.source === undefined) return visit(walk, script, inside);
  // Escaped backquotes: positions are of the unescaped text, which maps to the substitution as a whole.
  const here = walk.range(node.pos, node.end);
  const source = rewriteMapped(walk.source, node.pos, node.end, script.source);
  const inner: Walk = { source, range: () => here, commands: walk.commands, left: walk.left };
  visit(inner, script, inside);
}

function visitCommand(walk: Walk, node: Extract<SyntaxNode, { type: 'Command' }>, place: Place): void {
  forEachChild(node, (child) => {
    if (child.type !== 'Redirect') return visit(walk, child, place);
    if (child.target) visit(walk, child.target, place);
  });
  const assignments: ShellAssignment[] = [];
  for (const p of node.prefix)
    if (p.type === 'Assignment') assignments.push({ name: p.name, value: readValue(walk, p) });
  const words = node.name ? [readWord(walk, node.name)] : [];
  for (const a of node.args) words.push(a.type === 'Word' ? readWord(walk, a) : readArgument(walk, a));
  const redirects: ShellWord[] = [];
  for (const r of node.redirects) if (r.type === 'Redirect' && r.target) redirects.push(readWord(walk, r.target));
  emit(walk, { words, assignments, redirects }, place);
}

function emit(walk: Walk, parts: Pick<ShellCommand, 'words' | 'assignments' | 'redirects'>, place: Place): void {
  if (walk.left.commands-- <= 0) return;
  const { conditional, substituted, background } = place;
  walk.commands.push({ ...parts, conditional, substituted, background, wrappers: [] });
}

/** The value of an assignment; an array is not known. */
function readValue(walk: Walk, node: Assignment): ShellWord {
  if (node.value.type === 'Word' && !node.append && !node.index) return readWord(walk, node.value);
  const { pos, end } = node.value;
  return {
    text: sliceMapped(walk.source, pos, end),
    range: walk.range(pos, end),
    literal: false,
    computed: true,
    parameters: [],
  };
}

/** `NAME=value` as an argument (`export PORT=80`) is a word like others. */
function readArgument(walk: Walk, node: Assignment): ShellWord {
  const value = readValue(walk, node);
  const name = sliceMapped(walk.source, node.pos, node.value.pos);
  const shift = name.text.length;
  const parameters = value.parameters.map((p) => ({
    ...p,
    range: { start: p.range.start + shift, end: p.range.end + shift },
  }));
  const text = concatMapped([name, value.text], spanIn(walk.source, node.pos, node.end));
  return { ...value, text, range: walk.range(node.pos, node.end), parameters };
}

/** A word in the making. */
interface Draft {
  readonly pieces: MappedText[];
  readonly parameters: ShellParameter[];
  length: number;
  computed: boolean;
}

function readWord(walk: Walk, node: Word): ShellWord {
  const draft: Draft = { pieces: [], parameters: [], length: 0, computed: false };
  if (node.parts) for (const part of node.parts) addPart(walk, draft, part);
  else addEscaped(walk, draft, node.pos, node.end, ESCAPED_BARE);
  const whole = spanIn(walk.source, node.pos, node.end);
  const pieces = draft.pieces.filter((p) => p.text !== '');
  const text = pieces.length === 1 ? (pieces[0] as MappedText) : concatMapped(pieces, whole);
  const literal = !draft.computed && draft.parameters.length === 0;
  return {
    text,
    range: walk.range(node.pos, node.end),
    literal,
    computed: draft.computed,
    parameters: draft.parameters,
  };
}

function add(draft: Draft, piece: MappedText): void {
  draft.pieces.push(piece);
  draft.length += piece.text.length;
}

function addPart(walk: Walk, draft: Draft, part: WordPart, quoted = false): void {
  const raw = (): void => add(draft, sliceMapped(walk.source, part.pos, part.end));
  switch (part.type) {
    case 'Literal':
      return addEscaped(walk, draft, part.pos, part.end, quoted ? ESCAPED_QUOTED : ESCAPED_BARE);
    case 'Glob':
    case 'ExtendedGlob':
      // Where no file matches, the pattern itself is the word: `http://x/?a=b`.
      return raw();
    case 'SingleQuoted':
      return add(draft, sliceMapped(walk.source, part.pos + 1, part.pos + 1 + part.value.length));
    case 'AnsiCQuoted':
      return addAnsi(walk, draft, part.pos, part.end, part.value);
    case 'DoubleQuoted':
    case 'LocaleString':
      for (const child of part.parts) addPart(walk, draft, child, true);
      return;
    case 'SimpleExpansion':
      draft.parameters.push({
        name: part.text.slice(1),
        range: { start: draft.length, end: draft.length + part.text.length },
      });
      return raw();
    case 'ParameterExpansion':
      draft.parameters.push(readParameter(walk, part, draft.length));
      return raw();
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
    case 'BraceExpansion':
      draft.computed = true;
      return raw();
  }
}

function readParameter(walk: Walk, part: ParameterExpansionPart, at: number): ShellParameter {
  const base = { name: part.parameter, range: { start: at, end: at + (part.end - part.pos) } };
  const { operation } = part;
  if (part.prefix || part.index || (operation && operation.type !== 'Default')) return { ...base, operator: 'other' };
  if (!operation) return base;
  const operand = readWord(walk, operation.operand);
  const { operator } = operation;
  const isDefault = operator === ':-' || operator === '-' || operator === ':=' || operator === '=';
  return isDefault ? { ...base, operator, operand, default: operand.text } : { ...base, operator, operand };
}

/** What a backslash takes its meaning from: everything outside quotes, a few characters inside double quotes. */
const ESCAPED_BARE = /[^]/;
const ESCAPED_QUOTED = /[$`"\\\n]/;

function addEscaped(walk: Walk, draft: Draft, start: number, end: number, escaped: RegExp): void {
  const source = walk.source.text;
  let copied = start;
  for (let at = source.indexOf('\\', start); at >= 0 && at + 1 < end; at = source.indexOf('\\', at)) {
    const next = source[at + 1] as string;
    const plain = escaped.test(next);
    if (plain) {
      add(draft, sliceMapped(walk.source, copied, at));
      // A backslash in front of a line break joins the lines.
      copied = next === '\n' ? at + 2 : at + 1;
    }
    at += plain ? 2 : 1;
  }
  add(draft, sliceMapped(walk.source, copied, end));
}

function addAnsi(walk: Walk, draft: Draft, start: number, end: number, value: string): void {
  const inside = walk.source.text.slice(start + 2, start + 2 + value.length);
  add(
    draft,
    inside === value
      ? sliceMapped(walk.source, start + 2, start + 2 + value.length)
      : rewriteMapped(walk.source, start, end, value),
  );
}
