import type { MappedText } from '../text/mapped';
import { concatMapped, rewriteMapped, sliceMapped } from '../text/mapped';
import type { Range } from '../text/span';
import type { SyntaxProblem } from './tree';
import { spanIn } from './tree';

/** How a value is written in a .env file. `none` also stands for all values of `format: raw`. */
export type EnvQuote = 'none' | 'single' | 'double';

/** One `KEY=value` of a .env file. Ranges are offsets in the text that was parsed. */
export interface EnvEntry {
  readonly key: string;
  readonly keyRange: Range;
  /** Before interpolation, escapes decoded (`\$` reads as `$$`). Absent for a key alone, which passes the shell's value through. */
  readonly value?: MappedText;
  /** The characters of the value without its quotes: where a fix edits. Empty behind the key for a key alone. */
  readonly valueRange: Range;
  readonly quote: EnvQuote;
  /** Whether `$` means something in the value: not in single quotes, not in `format: raw`. */
  readonly interpolated: boolean;
  readonly exported: boolean;
}

/** A .env file: entries in order, a key written twice stands twice (the last counts). */
export interface EnvDocument {
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly SyntaxProblem[];
}

/** `raw` is the format that Compose reads without quotes, comments behind values and interpolation. */
export type EnvFormat = 'dotenv' | 'raw';

/**
 * Reads a .env file by the rules of Compose (compose-go `dotenv`; for `raw` those of Docker's `--env-file`). A statement
 * that Compose would refuse becomes a problem and is passed over; Compose itself would stop there.
 */
export function parseEnv(text: MappedText, format: EnvFormat = 'dotenv'): EnvDocument {
  const known = parsed[format].get(text);
  if (known) return known;
  const made = parse(text, format);
  parsed[format].set(text, made);
  return made;
}

const parsed: Readonly<Record<EnvFormat, WeakMap<MappedText, EnvDocument>>> = {
  dotenv: new WeakMap(),
  raw: new WeakMap(),
};

function parse(text: MappedText, format: EnvFormat): EnvDocument {
  const into: Target = { text, entries: [], problems: [] };
  if (format === 'raw') readRaw(into);
  else
    for (let at = nextStatement(text.text, 0); at < text.text.length;)
      at = nextStatement(text.text, readStatement(into, at));
  return { entries: into.entries, problems: into.problems };
}

/** The entry that counts for a key: the last one. */
export function envEntry(document: EnvDocument, key: string): EnvEntry | undefined {
  return document.entries.findLast((e) => e.key === key);
}

interface Target {
  readonly text: MappedText;
  readonly entries: EnvEntry[];
  readonly problems: SyntaxProblem[];
}

/** Offset of the next statement: behind white space and comment lines; the length when there is none. */
function nextStatement(source: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < source.length && /\s/.test(source[at] as string)) at++;
    if (source[at] !== '#') return at;
    at = lineEndOf(source, at);
  }
}

/** Offset of the line feed that ends the line, or of the end of the text. */
function lineEndOf(source: string, from: number): number {
  const at = source.indexOf('\n', from);
  return at < 0 ? source.length : at;
}

/** Offset behind blanks of the same line. A carriage return is a blank: only the line feed ends a line. */
function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== '\n' && /\s/.test(source[at] as string)) at++;
  return at;
}

/** Reads one statement, returns where the next may start: the same line after a closing quote, else the next line. */
function readStatement(into: Target, from: number): number {
  const source = into.text.text;
  const prefix = /export[^\S\n]+/y;
  prefix.lastIndex = from;
  const exported = prefix.test(source);
  const start = exported ? prefix.lastIndex : from;
  const end = lineEndOf(source, start);
  const stop = keyStop(source, start, end);
  const key = source.slice(start, stop).trimEnd();
  const separator = source[stop];
  const flaw = keyFlaw(key, stop < end ? separator : undefined);
  if (flaw) {
    const stopAt = source.slice(0, end).trimEnd().length;
    into.problems.push({ start: key === '' ? from : start, end: Math.max(stopAt, from + 1), message: flaw });
    return end;
  }
  const keyRange = { start, end: start + key.length };
  if (stop >= end) {
    into.entries.push({
      key,
      keyRange,
      valueRange: { start: keyRange.end, end: keyRange.end },
      quote: 'none',
      interpolated: false,
      exported,
    });
    return end;
  }
  return readValue(into, { key, keyRange, exported }, stop + 1);
}

/** Where the key ends: at `=`, `:`, a character that no key may have, or the end of the line. */
function keyStop(source: string, start: number, end: number): number {
  let at = start;
  while (at < end && /[\p{L}\p{N}_.\-[\]\s]/u.test(characterAt(source, at))) at += characterAt(source, at).length;
  return Math.min(at, end);
}

function characterAt(source: string, at: number): string {
  return String.fromCodePoint(source.codePointAt(at) ?? 0);
}

function keyFlaw(key: string, separator: string | undefined): string | undefined {
  if (separator !== undefined && separator !== '=' && separator !== ':') {
    return `A variable name cannot contain "${separator}": Compose refuses the file. Names have letters, digits and _ . - [ ].`;
  }
  if (/\s/.test(key)) return `A variable name cannot contain a space: Compose refuses the file. Write NAME=value.`;
  return key === '' ? 'The variable name is missing in front of the value. Write NAME=value.' : undefined;
}

type Head = Pick<EnvEntry, 'key' | 'keyRange' | 'exported'>;

function readValue(into: Target, head: Head, afterSeparator: number): number {
  const source = into.text.text;
  const start = skipBlanks(source, afterSeparator);
  const quote = source[start];
  if (quote !== '"' && quote !== "'") return readUnquoted(into, head, afterSeparator, start);
  const close = closingQuote(source, start);
  const end = close ?? lineEndOf(source, start);
  if (close === undefined) {
    const stop = source.slice(start, end).trimEnd().length + start;
    into.problems.push({ start, end: stop, message: `The quote ${quote} is not closed: Compose refuses the file.` });
  }
  const valueRange = { start: start + 1, end: close ?? Math.max(start + 1, source.slice(0, end).trimEnd().length) };
  const value = decodeQuoted(into.text, valueRange, quote);
  into.entries.push({
    ...head,
    value,
    valueRange,
    quote: quote === '"' ? 'double' : 'single',
    interpolated: quote === '"',
  });
  return close === undefined ? end : close + 1;
}

function readUnquoted(into: Target, head: Head, afterSeparator: number, start: number): number {
  const source = into.text.text;
  const end = lineEndOf(source, afterSeparator);
  // Blanks in front are gone before Compose looks for ` #`, so that `A= # b` has the value `# b`.
  const line = source.slice(start, Math.max(start, end));
  const comment = line.indexOf(' #');
  const length = (comment < 0 ? line : line.slice(0, comment)).trimEnd().length;
  const at = length === 0 ? afterSeparator : start;
  const valueRange = { start: at, end: at + length };
  const value = sliceMapped(into.text, valueRange.start, valueRange.end);
  into.entries.push({ ...head, value, valueRange, quote: 'none', interpolated: true });
  return end;
}

/** Offset of the quote that closes the one at `open`; it may stand on a later line. A backslash keeps one from closing. */
function closingQuote(source: string, open: number): number | undefined {
  const quote = source[open];
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at;
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  // Interpolation comes after the escapes and reads `$$` as a dollar that starts nothing.
  $: '$$',
};

/** The value between quotes: `\"` or `\'` in both kinds, the other escapes in double quotes; an unknown escape stays. */
function decodeQuoted(text: MappedText, range: Range, quote: string): MappedText {
  const source = text.text;
  const pieces: MappedText[] = [];
  let copied = range.start;
  for (let at = source.indexOf('\\', range.start); at >= 0 && at < range.end - 1; at = source.indexOf('\\', at)) {
    const [length, made] = escapeAt(source, at, quote, range.end);
    if (made !== undefined) {
      pieces.push(sliceMapped(text, copied, at), rewriteMapped(text, at, at + length, made));
      copied = at + length;
    }
    at += length;
  }
  if (pieces.length === 0) return sliceMapped(text, range.start, range.end);
  pieces.push(sliceMapped(text, copied, range.end));
  return concatMapped(pieces, spanIn(text, range.start, range.end));
}

/** Length of the escape at a backslash, and its meaning; no meaning when it stays as written. */
function escapeAt(source: string, at: number, quote: string, end: number): readonly [number, string | undefined] {
  const next = source[at + 1] as string;
  if (next === quote) return [2, quote];
  if (quote === "'") return [next === '\\' ? 2 : 1, undefined];
  const octal = /^0([0-3][0-7]{2})/.exec(source.slice(at + 1, Math.min(at + 5, end)));
  if (octal) return [5, String.fromCharCode(Number.parseInt(octal[1] as string, 8))];
  const made = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
  return made === undefined ? [1, undefined] : [2, made];
}

/** `format: raw`: each line is `KEY=value` to its end; only lines that start with `#` are comments. */
function readRaw(into: Target): void {
  const source = into.text.text;
  for (let at = 0; at < source.length;) {
    const feed = lineEndOf(source, at);
    const end = source[feed - 1] === '\r' && feed > at ? feed - 1 : feed;
    const start = Math.min(skipBlanks(source, at), end);
    if (start < end && source[start] !== '#') readRawLine(into, start, end);
    at = feed + 1;
  }
}

function readRawLine(into: Target, start: number, end: number): void {
  const line = into.text.text.slice(start, end);
  const equals = line.indexOf('=');
  const key = equals < 0 ? line.trimEnd() : line.slice(0, equals);
  if (key === '' || /\s/.test(key)) {
    const message =
      key === ''
        ? 'The variable name is missing in front of =.'
        : `The variable name "${key}" contains white space: Docker refuses the file.`;
    into.problems.push({ start, end, message });
    return;
  }
  const keyRange = { start, end: start + key.length };
  const base = { key, keyRange, quote: 'none', interpolated: false, exported: false } as const;
  if (equals < 0) {
    into.entries.push({ ...base, valueRange: { start: keyRange.end, end: keyRange.end } });
    return;
  }
  const valueRange = { start: keyRange.end + 1, end };
  into.entries.push({ ...base, value: sliceMapped(into.text, valueRange.start, end), valueRange });
}
