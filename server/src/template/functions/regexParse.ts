/*
 * The syntax of Go's regular expressions (https://github.com/google/re2/wiki/Syntax): parsed to a tree, which
 * regexRun.ts runs. What is not read here is left to be unknown.
 */

import type { CharSet, Ranges } from './regexClasses';
import { PERL, POSIX, complement, isWordCode } from './regexClasses';

/** A regular expression as a tree. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly test: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly node: RegexNode }
  | { readonly kind: 'concat'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

/** Where a match may be without taking a character. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'no-word';

/** A parsed expression. */
export interface Regex {
  readonly node: RegexNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly lazy: boolean;
}

interface Parsing {
  readonly chars: readonly string[];
  at: number;
  flags: Flags;
  groups: number;
  readonly names: Map<string, number>;
  failed: boolean;
  depth: number;
}

/** Repetitions beyond this are refused, as by RE2. */
const REPEAT_LIMIT = 1000;
const DEPTH_LIMIT = 100;

/** Parses an expression; `undefined` for what Go refuses or what is not supported here. */
export function parseRegex(pattern: string): Regex | undefined {
  const p: Parsing = {
    chars: [...pattern],
    at: 0,
    flags: { ignoreCase: false, dotAll: false, multiline: false, lazy: false },
    groups: 0,
    names: new Map(),
    failed: false,
    depth: 0,
  };
  const node = parseEither(p);
  return p.failed || p.at < p.chars.length ? undefined : { node, groups: p.groups, names: p.names };
}

function parseEither(p: Parsing): RegexNode {
  const nodes = [parseConcat(p)];
  while (p.chars[p.at] === '|') {
    p.at++;
    nodes.push(parseConcat(p));
  }
  return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'either', nodes };
}

function parseConcat(p: Parsing): RegexNode {
  const nodes: RegexNode[] = [];
  while (p.at < p.chars.length && !p.failed) {
    const c = p.chars[p.at];
    if (c === '|' || c === ')') break;
    const atom = parseAtom(p);
    if (atom) nodes.push(parseRepeats(p, atom));
  }
  return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'concat', nodes };
}

const fail = (p: Parsing): RegexNode => {
  p.failed = true;
  return { kind: 'empty' };
};

function parseRepeats(p: Parsing, atom: RegexNode): RegexNode {
  let node = atom;
  for (let count = 0; ; count++) {
    const bounds = readBounds(p);
    if (!bounds) return node;
    const [min, max] = bounds;
    if (count > 0 || min > REPEAT_LIMIT || (max !== Infinity && (max > REPEAT_LIMIT || max < min))) return fail(p);
    const swapped = p.chars[p.at] === '?';
    if (swapped) p.at++;
    node = { kind: 'repeat', node, min, max, greedy: swapped === p.flags.lazy };
  }
}

function readBounds(p: Parsing): readonly [number, number] | undefined {
  const c = p.chars[p.at];
  if (c === '*' || c === '+' || c === '?') {
    p.at++;
    return [c === '+' ? 1 : 0, c === '?' ? 1 : Infinity];
  }
  if (c !== '{') return undefined;
  const close = p.chars.indexOf('}', p.at);
  const [low = '', high, ...more] =
    close < 0
      ? ['x']
      : p.chars
          .slice(p.at + 1, close)
          .join('')
          .split(',');
  const isNumber = (text: string) => text !== '' && [...text].every((d) => d >= '0' && d <= '9');
  // Braces that are no bounds stand for themselves.
  if (more.length > 0 || !isNumber(low) || (high !== undefined && high !== '' && !isNumber(high))) return undefined;
  p.at = close + 1;
  return [Number(low), high === undefined ? Number(low) : high === '' ? Infinity : Number(high)];
}

const setOf = (p: Parsing, ranges: CharSet['ranges'], negated = false): RegexNode => ({
  kind: 'set',
  set: { ranges, negated, ignoreCase: p.flags.ignoreCase },
});

function parseAtom(p: Parsing): RegexNode | undefined {
  const c = p.chars[p.at++] ?? '';
  switch (c) {
    case '(':
      return parseGroup(p);
    case '[':
      return parseClass(p);
    case '.':
      return p.flags.dotAll ? setOf(p, [], true) : setOf(p, [[10, 10]], true);
    case '^':
      return { kind: 'assert', test: p.flags.multiline ? 'line-start' : 'text-start' };
    case '$':
      return { kind: 'assert', test: p.flags.multiline ? 'line-end' : 'text-end' };
    case '\\':
      return parseEscape(p);
    case '*':
    case '+':
    case '?':
      return fail(p);
    default: {
      const code = c.codePointAt(0) ?? 0;
      return setOf(p, [[code, code]]);
    }
  }
}

function parseGroup(p: Parsing): RegexNode | undefined {
  if (++p.depth > DEPTH_LIMIT) return fail(p);
  const outer = p.flags;
  let index: number | undefined;
  if (p.chars[p.at] !== '?') index = ++p.groups;
  else {
    p.at++;
    const name = readName(p);
    if (name !== undefined) {
      index = ++p.groups;
      p.names.set(name, index);
    } else if (!readFlags(p)) return undefined;
  }
  const node = parseEither(p);
  if (p.chars[p.at] !== ')') return fail(p);
  p.at++;
  p.depth--;
  p.flags = outer;
  return index === undefined ? node : { kind: 'group', index, node };
}

/** `P<name>` or `<name>`. */
function readName(p: Parsing): string | undefined {
  const start = p.chars[p.at] === 'P' ? p.at + 1 : p.at;
  if (p.chars[start] !== '<') return undefined;
  const close = p.chars.indexOf('>', start);
  const name = close < 0 ? '' : p.chars.slice(start + 1, close).join('');
  if (!isName(name)) {
    p.failed = true;
    return undefined;
  }
  p.at = close + 1;
  return name;
}

function isName(text: string): boolean {
  return text !== '' && [...text].every((c) => isWordCode(c.codePointAt(0) ?? 0));
}

/** `i:`, `s-m:` and so on up to the colon; `i)` sets the flags for the rest and gives false. */
function readFlags(p: Parsing): boolean {
  let on = true;
  let { ignoreCase, dotAll, multiline, lazy } = p.flags;
  for (; p.at < p.chars.length; p.at++) {
    const c = p.chars[p.at];
    if (c === '-') on = false;
    else if (c === 'i') ignoreCase = on;
    else if (c === 's') dotAll = on;
    else if (c === 'm') multiline = on;
    else if (c === 'U') lazy = on;
    else if (c === ':' || c === ')') {
      p.at++;
      p.flags = { ignoreCase, dotAll, multiline, lazy };
      if (c === ')') p.depth--;
      return c === ':';
    } else break;
  }
  p.failed = true;
  return false;
}

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['v', 11],
]);

/** The character of an escape whose letter was taken; `undefined` when it is not one. */
function readCharacter(p: Parsing, c: string): number | undefined {
  const control = CONTROLS.get(c);
  if (control !== undefined) return control;
  if (c === 'x') return readHex(p);
  const code = c.codePointAt(0) ?? 0;
  return c !== '' && code < 128 && !isWordCode(code) ? code : c === '_' ? code : undefined;
}

function readHex(p: Parsing): number | undefined {
  const braced = p.chars[p.at] === '{';
  const end = braced ? p.chars.indexOf('}', p.at) : p.at + 2;
  if (end < 0 || end > p.chars.length) return undefined;
  const digits = p.chars.slice(braced ? p.at + 1 : p.at, end).join('');
  const code = Number.parseInt(digits, 16);
  p.at = braced ? end + 1 : end;
  return Number.isNaN(code) || code > 0x10ffff ? undefined : code;
}

function parseEscape(p: Parsing): RegexNode {
  const c = p.chars[p.at++] ?? '';
  if (c === 'A') return { kind: 'assert', test: 'text-start' };
  if (c === 'z') return { kind: 'assert', test: 'text-end' };
  if (c === 'b' || c === 'B') return { kind: 'assert', test: c === 'b' ? 'word' : 'no-word' };
  const perl = PERL.get(c.toLowerCase());
  if (perl) return setOf(p, perl, c !== c.toLowerCase());
  const code = readCharacter(p, c);
  return code === undefined ? fail(p) : setOf(p, [[code, code]]);
}

function parseClass(p: Parsing): RegexNode {
  const negated = p.chars[p.at] === '^';
  if (negated) p.at++;
  const ranges: Ranges = [];
  for (let first = true; p.at < p.chars.length; first = false) {
    if (p.chars[p.at] === ']' && !first) {
      p.at++;
      return setOf(p, ranges, negated);
    }
    if (!readClassItem(p, ranges)) return fail(p);
  }
  return fail(p);
}

/** Adds one character, range or named class; says whether it could be read. */
function readClassItem(p: Parsing, ranges: Ranges): boolean {
  if (p.chars[p.at] === '[' && p.chars[p.at + 1] === ':') {
    const close = p.chars.indexOf(']', p.at);
    const name = p.chars.slice(p.at + 2, close - 1).join('');
    const set = POSIX.get(name.startsWith('^') ? name.slice(1) : name);
    if (close < 0 || !set) return false;
    for (const [low, high] of name.startsWith('^') ? complement(set) : set) ranges.push([low, high]);
    p.at = close + 1;
    return true;
  }
  const escaped = p.chars[p.at] === '\\' ? (p.chars[p.at + 1] ?? '') : '';
  const perl = PERL.get(escaped.toLowerCase());
  if (perl) {
    p.at += 2;
    for (const [low, high] of escaped === escaped.toLowerCase() ? perl : complement(perl)) ranges.push([low, high]);
    return true;
  }
  const low = readClassChar(p);
  if (low === undefined) return false;
  if (p.chars[p.at] !== '-' || p.chars[p.at + 1] === ']' || p.at + 1 >= p.chars.length) {
    ranges.push([low, low]);
    return true;
  }
  p.at++;
  const high = readClassChar(p);
  if (high === undefined || high < low) return false;
  ranges.push([low, high]);
  return true;
}

function readClassChar(p: Parsing): number | undefined {
  const c = p.chars[p.at++] ?? '';
  return c === '\\' ? readCharacter(p, p.chars[p.at++] ?? '') : c.codePointAt(0);
}
