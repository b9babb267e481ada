import type { FlatWriter } from './flat';
import { NodeFlag } from './flat';

/*
 * Scalars and flow collections of the plain YAML that `plainYaml.ts` reads. Readers write what they read and give the offset
 * behind it; a negative offset leaves the text to the library.
 */

/** A text that is being read. */
export interface Reading {
  readonly text: string;
  readonly out: FlatWriter;
  pos: number;
  /** Start of the line of `pos`. */
  lineStart: number;
  /** Column of the token at `pos`; -1 at the end of the text. */
  column: number;
  /** The deepest column of comments on lines of their own before `pos`; -1 when there is none. */
  comment: number;
  /** Whether there is any comment between the last value and `pos`. */
  noted: boolean;
  depth: number;
}

const LEAVE = -1;

/** Whether a character (its code, `NaN` at the end of the text) is a space, a line's end or the text's end. */
export function isSpaceOrEnd(c: number): boolean {
  return c === 32 || c === 10 || Number.isNaN(c);
}

/** Characters that begin something else than a plain scalar, or whose reading needs a second look. */
const INDICATORS = new Set([...',[]{}#&*!|>\'"%@`?:\t'].map((c) => c.charCodeAt(0)));

/**
 * The end of the plain scalar at `start`, trailing space not in it. Stands at a colon when that makes it a key (or, in a flow
 * collection, at what ends it). Negative when there is none, or none that is plain enough.
 */
export function scanPlain({ text }: Reading, start: number, flow: boolean): number {
  const first = text.charCodeAt(start);
  if (INDICATORS.has(first) || isSpaceOrEnd(first)) return LEAVE;
  if (first === 45 && (isSpaceOrEnd(text.charCodeAt(start + 1)) || flow)) return LEAVE;
  let end = start;
  for (let i = start; ; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || Number.isNaN(c)) return end;
    if (c === 9) return LEAVE;
    if (c === 32) continue;
    if (c === 58) {
      const next = text.charCodeAt(i + 1);
      if (isSpaceOrEnd(next)) return end === i ? i : LEAVE;
      if (flow || next === 9) return LEAVE;
    } else if (c === 35 && end !== i) return end;
    else if (flow && (c === 44 || c === 93 || c === 125)) return end;
    else if (flow && (c === 91 || c === 123 || c === 63)) return LEAVE;
    end = i + 1;
  }
}

const NULL = /^(?:~|[Nn]ull|NULL)$/;
const BOOL = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const INT = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
const ODD_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
/** First characters of what the core schema reads as something else than a string. */
const TYPED = new Set([...'+-.0123456789~nNtTfF'].map((c) => c.charCodeAt(0)));

/** The type flag of a plain scalar in the core schema of YAML 1.2. */
function typeOf(value: string): number {
  if (!TYPED.has(value.charCodeAt(0))) return 0;
  if (INT.test(value)) return NodeFlag.int;
  if (BOOL.test(value)) return NodeFlag.bool;
  if (NULL.test(value)) return NodeFlag.null;
  // As elsewhere here, a float without a fraction counts as an integer.
  if (FLOAT.test(value)) return Number.isInteger(Number(value)) ? NodeFlag.int : NodeFlag.float;
  return ODD_FLOAT.test(value) ? NodeFlag.float : 0;
}

/** Writes the plain scalar of a range. */
export function writePlain(r: Reading, start: number, end: number): void {
  r.out.scalar(undefined, typeOf(r.text.slice(start, end)), start, end, 0, undefined);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\', '/': '/' };

/** The end of the quoted scalar at `start`; negative when it does not end on its line. */
export function scanQuoted({ text }: Reading, start: number): number {
  const quote = text.charCodeAt(start);
  for (let i = start + 1; ; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || Number.isNaN(c)) return LEAVE;
    if (c === 92 && quote === 34) i++;
    else if (c === quote) {
      if (quote === 34 || text.charCodeAt(i + 1) !== 39) return i + 1;
      i++;
    }
  }
}

/** Reads the quoted scalar at `start`. */
export function readQuoted(r: Reading, start: number): number {
  const end = scanQuoted(r, start);
  if (end < 0) return LEAVE;
  const raw = r.text.slice(start + 1, end - 1);
  const double = r.text.charCodeAt(start) === 34;
  const value = double ? unescaped(raw) : raw.includes("''") ? raw.replaceAll("''", "'") : raw;
  if (value === undefined) return LEAVE;
  r.out.scalar(value, double ? NodeFlag.double : NodeFlag.single, start, end, 0, undefined);
  return end;
}

function unescaped(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw;
  let value = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    const meant = ESCAPES[raw.charAt(at + 1)];
    if (meant === undefined) return undefined;
    value += raw.slice(from, at) + meant;
    from = at + 2;
  }
  return value + raw.slice(from);
}

/** Flow collections in one another, at most. */
const FLOW_DEPTH = 10;

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (text.charCodeAt(i) === 32) i++;
  return i;
}

/** Reads the flow collection at `start`, which must end on its line. */
export function readFlow(r: Reading, start: number, depth: number): number {
  if (depth > FLOW_DEPTH) return LEAVE;
  const { text, out } = r;
  const map = text.charCodeAt(start) === 123;
  const closing = map ? 125 : 93;
  const at = out.open((map ? NodeFlag.map : NodeFlag.seq) | NodeFlag.flow, start, start);
  let i = skipBlanks(text, start + 1);
  if (text.charCodeAt(i) === closing) return closed(r, at, i);
  for (;;) {
    i = map ? readPair(r, i, depth) : readFlowNode(r, i, depth);
    if (i < 0) return LEAVE;
    i = skipBlanks(text, i);
    const c = text.charCodeAt(i);
    if (c === closing) return closed(r, at, i);
    if (c !== 44) return LEAVE;
    i = skipBlanks(text, i + 1);
  }
}

function closed(r: Reading, at: number, i: number): number {
  r.out.close(at, i + 1);
  return i + 1;
}

function readPair(r: Reading, start: number, depth: number): number {
  const { text } = r;
  const c = text.charCodeAt(start);
  let end: number;
  if (c === 34 || c === 39) end = readQuoted(r, start);
  else {
    end = scanPlain(r, start, true);
    if (end >= 0) writePlain(r, start, end);
  }
  if (end < 0 || text.charCodeAt(end) !== 58 || text.charCodeAt(end + 1) !== 32) return LEAVE;
  return readFlowNode(r, skipBlanks(text, end + 1), depth);
}

function readFlowNode(r: Reading, start: number, depth: number): number {
  const c = r.text.charCodeAt(start);
  if (c === 91 || c === 123) return readFlow(r, start, depth + 1);
  if (c === 34 || c === 39) return readQuoted(r, start);
  const end = scanPlain(r, start, true);
  if (end < 0 || r.text.charCodeAt(end) === 58) return LEAVE;
  writePlain(r, start, end);
  return end;
}

/** Reads the text behind `|`, `|-`, `>` or `>-` at the reader's position, whose lines are deeper than `indent`. */
export function readText(r: Reading, indent: number): number {
  const { text, pos: start } = r;
  const folded = text.charCodeAt(start) === 62;
  let i = start + 1;
  const strip = text.charCodeAt(i) === 45;
  if (strip) i++;
  i = skipBlanks(text, i);
  if (text.charCodeAt(i) !== 10) return LEAVE;
  i++;
  const own = skipBlanks(text, i) - i;
  const first = text.charCodeAt(i + own);
  if (own <= indent || first === 10 || first === 9 || Number.isNaN(first)) return LEAVE;
  const lines: string[] = [];
  let end = i;
  let blank = 0;
  while (i < text.length) {
    const next = text.indexOf('\n', i);
    const stop = next < 0 ? text.length : next;
    const content = skipBlanks(text, i);
    if (content >= stop) {
      // Of a blank line with more than the indentation some is text.
      if (content - i > own) return LEAVE;
      blank++;
    } else if (content - i < own) {
      if (text.charCodeAt(content) === 9) return LEAVE;
      break;
    } else {
      for (; blank > 0; blank--) lines.push('');
      lines.push(text.slice(i + own, stop));
      end = Math.min(stop + 1, text.length);
    }
    i = stop + 1;
  }
  const value = folded ? foldedLines(lines) : lines.join('\n');
  if (value === undefined) return LEAVE;
  r.out.scalar(strip ? value : `${value}\n`, folded ? NodeFlag.folded : NodeFlag.literal, start, end, 0, undefined);
  return end;
}

/** Lines of a paragraph become one; `undefined` where indentation keeps some apart. */
function foldedLines(lines: readonly string[]): string | undefined {
  let value = '';
  let breaks = 0;
  for (const [i, line] of lines.entries()) {
    if (line === '') {
      breaks++;
      continue;
    }
    if (line.startsWith(' ') || line.startsWith('\t')) return undefined;
    value += i === 0 ? line : breaks > 0 ? '\n'.repeat(breaks) + line : ` ${line}`;
    breaks = 0;
  }
  return value;
}
