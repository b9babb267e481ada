import { computed, computedFrom } from '../print';
import type { Rope } from '../rope';
import { append, appendText, built, ropeBuilder, sliceRope } from '../rope';
import type { Call } from '../state';
import { unknownBecause } from '../state';
import type { UnknownValue, Value } from '../value';
import { NO_TEXT, boolOf, listOf, stringOf } from '../value';
import type { FunctionTable } from './define';
import { numberArg, ropeArg, strict, textArg } from './define';
import type { Regex } from './regexParse';
import { parseRegex } from './regexParse';
import type { RegexProgram } from './regexRun';
import { compileRegex, searchRegex } from './regexRun';

/** Matches taken of one text. */
const MATCH_LIMIT = 10_000;
/** Steps times characters that all searches of one call may look at. */
const WORK_LIMIT = 100_000_000;
/** Compiled expressions that are kept. */
const KEPT_LIMIT = 500;

interface Compiled {
  readonly regex: Regex;
  readonly program: RegexProgram;
}

const compiled = new Map<string, Compiled | undefined>();

function compile(pattern: string): Compiled | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  const regex = parseRegex(pattern);
  const program = regex && compileRegex(regex);
  const made = regex && program ? { regex, program } : undefined;
  if (compiled.size >= KEPT_LIMIT) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

interface Match {
  readonly start: number;
  readonly end: number;
  /** Offsets of groups; -1 for those that took no part. */
  readonly slots: readonly number[];
}

/** The matches of a call's expression in its text; an unknown value when they cannot be told. */
function matchesOf(call: Call, args: readonly Value[], limit: number): readonly Match[] | UnknownValue {
  const { text } = ropeArg(args, 1);
  const made = compile(textArg(args, 0));
  if (!made) return notEvaluated(call, args);
  const found: Match[] = [];
  let from = 0;
  let work = 0;
  while (from <= text.length && found.length < Math.min(limit, MATCH_LIMIT)) {
    work += made.program.code.length * text.length;
    if (work > WORK_LIMIT) return notEvaluated(call, args);
    const slots = searchRegex(made.program, text, from);
    if (slots === 'too much') return notEvaluated(call, args);
    if (!slots) break;
    const [start = 0, end = 0] = slots;
    // Go takes no empty match directly behind a match.
    if (start !== end || found.at(-1)?.end !== start) found.push({ start, end, slots });
    from = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

function notEvaluated(call: Call, args: readonly Value[]): UnknownValue {
  return unknownBecause(
    'unsupported',
    `the regular expression \`${textArg(args, 0)}\` of \`${call.name}\` is not evaluated`,
  );
}

function regexMatch(call: Call, args: readonly Value[]): Value {
  const found = matchesOf(call, args, 1);
  return 'kind' in found ? found : boolOf(found.length > 0);
}

function regexFind(call: Call, args: readonly Value[]): Value {
  const found = matchesOf(call, args, 1);
  if ('kind' in found) return found;
  const [match] = found;
  return match ? stringOf(sliceRope(ropeArg(args, 1), match.start, match.end)) : NO_TEXT;
}

function regexFindAll(call: Call, args: readonly Value[]): Value {
  const count = numberArg(args, 2);
  const found = matchesOf(call, args, count < 0 ? MATCH_LIMIT : count);
  if ('kind' in found) return found;
  return listOf(
    found.map((m) => stringOf(sliceRope(ropeArg(args, 1), m.start, m.end))),
    'string',
  );
}

function regexReplace(literal: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 1);
    const replacement = ropeArg(args, 2);
    const found = matchesOf(call, args, MATCH_LIMIT);
    if ('kind' in found) return found;
    if (found.length === 0) return stringOf(rope);
    const out = ropeBuilder();
    let from = 0;
    for (const match of found) {
      append(out, rope, from, match.start);
      if (literal || !replacement.text.includes('$')) append(out, replacement);
      else {
        const { origin, via } = computedFrom(call, [sliceRope(rope, match.start, match.end), replacement]);
        appendText(out, expand(replacement.text, rope.text, match, textArg(args, 0)), origin, via);
      }
      from = match.end;
    }
    append(out, rope, from);
    return stringOf(built(out));
  };
}

/** `$1`, `${1}`, `${name}` in a replacement, as Go's `Expand` reads them. */
function expand(template: string, text: string, match: Match, pattern: string): string {
  let out = '';
  let from = 0;
  for (let at = template.indexOf('$'); at >= 0; at = template.indexOf('$', from)) {
    out += template.slice(from, at);
    const name = /^\$(?:\$|\{(\w+)\}|(\w+))/.exec(template.slice(at, at + 100));
    const key = name?.[1] ?? name?.[2];
    if (key === undefined) out += '$';
    else {
      const group = /^\d+$/.test(key) ? Number(key) : (compile(pattern)?.regex.names.get(key) ?? -1);
      const [start = -1, end = -1] = group < 0 ? [] : match.slots.slice(group * 2, group * 2 + 2);
      if (start >= 0) out += text.slice(start, end);
    }
    from = at + (name ? name[0].length : 1);
  }
  return out + template.slice(from);
}

function regexSplit(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 1);
  const count = numberArg(args, 2);
  const found = matchesOf(call, args, MATCH_LIMIT);
  if ('kind' in found) return found;
  if (count === 0) return listOf([], 'string');
  const pieces: Rope[] = [];
  let from = 0;
  for (const match of found) {
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
