import { computed } from '../print';
import type { Rope } from '../rope';
import { append, appendText, built, ropeBuilder, sliceRope } from '../rope';
import { computedFrom } from '../print';
import type { Call } from '../state';
import { unknownBecause } from '../state';
import type { Value } from '../value';
import { NO_TEXT, boolOf, listOf, stringOf } from '../value';
import type { FunctionTable } from './define';
import { numberArg, ropeArg, strict, textArg } from './define';

/** Matches taken of one text. */
const MATCH_LIMIT = 10_000;
/** Texts longer than this are not searched: JavaScript's engine may take quadratic time. */
const TEXT_LIMIT = 20_000;

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7F'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1F\\x7F'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

interface Translation {
  out: string;
  flags: string;
}

/**
 * Go's regular expression (RE2) as one of JavaScript that matches the same; `undefined` for what differs or is not
 * known to be the same, and for patterns on which JavaScript may take exponential time (a repeated group that
 * repeats or chooses inside; RE2 never does).
 */
export function translateRegex(pattern: string): RegExp | undefined {
  const t: Translation = { out: '', flags: 'gu' };
  let at = 0;
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  if (leading) {
    t.flags += leading[1] ?? '';
    at = leading[0].length;
  }
  const risky: boolean[] = [false];
  while (at < pattern.length) {
    const next = translateAt(pattern, at, t, risky);
    if (next === undefined) return undefined;
    at = next;
  }
  if (risky.length !== 1) return undefined;
  try {
    return new RegExp(t.out, [...new Set(t.flags)].join(''));
  } catch {
    return undefined;
  }
}

/** Translates what stands at `at`; gives the offset behind it. */
function translateAt(pattern: string, at: number, t: Translation, risky: boolean[]): number | undefined {
  const c = pattern.charAt(at);
  if (c === '\\') return translateEscape(pattern, at, t);
  if (c === '[') return translateClass(pattern, at, t);
  if (c === '(') {
    risky.push(false);
    return translateGroup(pattern, at, t);
  }
  if (c === ')') {
    if (risky.length === 1) return undefined;
    const inside = risky.pop() === true;
    const repeated = /^(?:[*+]|\{\d+,\}|\{\d{2,}|\{\d,\d{2,})/.test(pattern.slice(at + 1, at + 8));
    if (inside && repeated) return undefined;
    if (inside || repeated) risky[risky.length - 1] = true;
    t.out += ')';
    return at + 1;
  }
  if (c === '*' || c === '+' || c === '|' || c === '{') risky[risky.length - 1] = true;
  if (c === '{' && !/^\{\d+(?:,\d*)?\}/.test(pattern.slice(at))) {
    t.out += '\\{';
    return at + 1;
  }
  t.out += c === '}' && !/\{\d+(?:,\d*)?$/.test(pattern.slice(0, at)) ? '\\}' : c === ']' ? '\\]' : c;
  return at + 1;
}

function translateGroup(pattern: string, at: number, t: Translation): number | undefined {
  if (pattern.charAt(at + 1) !== '?') {
    t.out += '(';
    return at + 1;
  }
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(pattern.slice(at));
  if (named) {
    t.out += `(?<${named[1]}>`;
    return at + named[0].length;
  }
  if (!pattern.startsWith('(?:', at)) return undefined;
  t.out += '(?:';
  return at + 3;
}

function translateEscape(pattern: string, at: number, t: Translation): number | undefined {
  const c = pattern.charAt(at + 1);
  if (c === 'A') t.out += '(?<![\\s\\S])';
  else if (c === 'z') t.out += '(?![\\s\\S])';
  else if ('dDwWbBnrtfv'.includes(c) && c !== '') t.out += `\\${c}`;
  // JavaScript's \s takes in more than RE2's.
  else if (c === 's') t.out += '[\\t\\n\\f\\r ]';
  else if (c === 'S') t.out += '[^\\t\\n\\f\\r ]';
  else if (c !== '' && '\\^$.*+?()[]{}|/'.includes(c)) t.out += `\\${c}`;
  else if (c !== '' && /[^\w\s]/.test(c)) t.out += c;
  else return undefined;
  return at + 2;
}

function translateClass(pattern: string, at: number, t: Translation): number | undefined {
  let out = '[';
  let here = at + 1;
  if (pattern.charAt(here) === '^') {
    out += '^';
    here++;
  }
  for (let first = true; here < pattern.length; first = false) {
    const c = pattern.charAt(here);
    if (c === ']' && !first) {
      t.out += `${out}]`;
      return here + 1;
    }
    const posix = /^\[:(\w+):\]/.exec(pattern.slice(here, here + 12));
    if (posix) {
      const set = CLASSES.get(posix[1] ?? '');
      if (set === undefined) return undefined;
      out += set;
      here += posix[0].length;
    } else if (c === '\\') {
      const next = pattern.charAt(here + 1);
      if (next === 's') out += '\\t\\n\\f\\r ';
      else if (/[dDwWnrtfv]/.test(next)) out += `\\${next}`;
      else if (/[^\w\s]/.test(next)) out += '\\^-]/[.*+?(){}|$'.includes(next) || next === '\\' ? `\\${next}` : next;
      else return undefined;
      here += 2;
    } else {
      out += c === '[' || c === ']' ? `\\${c}` : c;
      here++;
    }
  }
  return undefined;
}

/** The expression of a call's first argument; an unknown value when it cannot be used. */
function regexOf(call: Call, pattern: string, text: string): RegExp | Value {
  const regex = text.length <= TEXT_LIMIT ? translateRegex(pattern) : undefined;
  return (
    regex ?? unknownBecause('unsupported', `the regular expression \`${pattern}\` of \`${call.name}\` is not evaluated`)
  );
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string>>;
}

function matches(regex: RegExp, text: string, limit: number): readonly Match[] {
  const found: Match[] = [];
  for (const m of text.matchAll(regex)) {
    if (found.length >= Math.min(limit, MATCH_LIMIT)) break;
    const last = found.at(-1);
    // Go takes no empty match directly behind a match.
    if (m[0] === '' && last?.end === m.index) continue;
    found.push({ start: m.index, end: m.index + m[0].length, groups: [...m], named: { ...m.groups } });
  }
  return found;
}

function regexMatch(call: Call, args: readonly Value[]): Value {
  const regex = regexOf(call, textArg(args, 0), textArg(args, 1));
  return regex instanceof RegExp ? boolOf(regex.test(textArg(args, 1))) : regex;
}

function regexFind(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 1);
  const regex = regexOf(call, textArg(args, 0), rope.text);
  if (!(regex instanceof RegExp)) return regex;
  const [match] = matches(regex, rope.text, 1);
  return match ? stringOf(sliceRope(rope, match.start, match.end)) : NO_TEXT;
}

function regexFindAll(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 1);
  const regex = regexOf(call, textArg(args, 0), rope.text);
  if (!(regex instanceof RegExp)) return regex;
  const count = numberArg(args, 2);
  const found = matches(regex, rope.text, count < 0 ? MATCH_LIMIT : count);
  return listOf(
    found.map((m) => stringOf(sliceRope(rope, m.start, m.end))),
    'string',
  );
}

function regexReplace(literal: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 1);
    const replacement = ropeArg(args, 2);
    const regex = regexOf(call, textArg(args, 0), rope.text);
    if (!(regex instanceof RegExp)) return regex;
    const out = ropeBuilder();
    let from = 0;
    for (const match of matches(regex, rope.text, MATCH_LIMIT)) {
      append(out, rope, from, match.start);
      if (literal) append(out, replacement);
      else {
        const { origin, via } = computedFrom(call, [sliceRope(rope, match.start, match.end), replacement]);
        appendText(out, expand(replacement.text, match), origin, via);
      }
      from = match.end;
    }
    append(out, rope, from);
    return stringOf(from === 0 && out.length === rope.text.length ? rope : built(out));
  };
}

/** `$1`, `${1}`, `${name}` in a replacement, as Go's `Expand` reads them. */
function expand(template: string, match: Match): string {
  let out = '';
  let from = 0;
  for (let at = template.indexOf('$'); at >= 0; at = template.indexOf('$', from)) {
    out += template.slice(from, at);
    const name = /^\$(?:\$|\{(\w+)\}|(\w+))/.exec(template.slice(at));
    if (!name) {
      out += '$';
      from = at + 1;
      continue;
    }
    const key = name[1] ?? name[2];
    if (key === undefined) out += '$';
    else out += /^\d+$/.test(key) ? (match.groups[Number(key)] ?? '') : (match.named[key] ?? '');
    from = at + name[0].length;
  }
  return out + template.slice(from);
}

function regexSplit(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 1);
  const regex = regexOf(call, textArg(args, 0), rope.text);
  if (!(regex instanceof RegExp)) return regex;
  const count = numberArg(args, 2);
  if (count === 0) return listOf([], 'string');
  const pieces: Rope[] = [];
  let from = 0;
  for (const match of matches(regex, rope.text, MATCH_LIMIT)) {
    if (count > 0 && pieces.length === count - 1) break;
    if (match.end === 0) continue;
    pieces.push(sliceRope(rope, from, match.start));
    from = match.end;
  }
  pieces.push(sliceRope(rope, from));
  return listOf(pieces.map(stringOf), 'string');
}

function quoteMeta(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 0);
  return stringOf(computed(call, rope.text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'), [rope]));
}

/** Sprig's functions on regular expressions. */
export const regexFunctions: FunctionTable = [
  ...strict('regexMatch mustRegexMatch', 'ss', regexMatch),
  ...strict('regexFind mustRegexFind', 'ss', regexFind),
  ...strict('regexFindAll mustRegexFindAll', 'ssi', regexFindAll),
  ...strict('regexReplaceAll mustRegexReplaceAll', 'sss', regexReplace(false)),
  ...strict('regexReplaceAllLiteral mustRegexReplaceAllLiteral', 'sss', regexReplace(true)),
  ...strict('regexSplit mustRegexSplit', 'ssi', regexSplit),
  ...strict('regexQuoteMeta', 's', quoteMeta),
];
