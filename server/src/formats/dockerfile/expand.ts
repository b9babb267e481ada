import type { Unknown } from '../../facts';
import { UNSET } from '../../facts';
import type { EscapeCharacter } from '../../syntax/dockerfile';
import type { MappedText, Step } from '../../text/mapped';
import { concatMapped, sliceMapped, useAt } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';

/** What a name stands for at some place of a Dockerfile. */
export type Binding =
  | { readonly kind: 'value'; readonly value: MappedText; readonly step: Step }
  /** It has a value, but not one that the files tell. */
  | ({ readonly kind: 'unknown' } & Unknown);

/** The binding of a name; `undefined` when nothing sets it, which expands to nothing. */
export type Lookup = (name: string) => Binding | undefined;

/** A `$NAME` that counted for the result. */
export interface Use {
  readonly name: string;
  /** The whole expression. */
  readonly site: Span;
  readonly state: 'set' | 'unset' | 'unknown';
}

/** A word after expansion. */
export interface Expanded {
  /** The text; absent when a part of it is not known. */
  readonly text?: MappedText;
  readonly unknown?: Unknown;
}

/** What expanding a text gives. */
export interface Expansion extends Expanded {
  /** The text cut at blanks that no quote protects; those of variables count, those of the text do too. */
  readonly words: readonly Expanded[];
  readonly uses: readonly Use[];
  /** The builder stops here: a quote or brace that is not closed, as the end of a sentence. */
  readonly error?: string;
}

/** Longest text that variables may make, and longest way of one: the builder knows no limits, but no port needs more. */
const TEXT_LIMIT = 4096;
const WAY_LIMIT = 16;
const DEPTH_LIMIT = 24;

type Token = { readonly text: MappedText; readonly split: boolean } | { readonly unknown: Unknown };

interface Lexer {
  readonly source: MappedText;
  readonly escape: EscapeCharacter;
  readonly lookup: Lookup;
  readonly uses: Use[];
  at: number;
  depth: number;
  length: number;
  error: string | undefined;
}

/**
 * Expands the variables of a text as the builder does (formats.md §1.3): `$v ${v} ${v:-w} ${v-w} ${v:+w} ${v+w}`, nested,
 * quotes and escapes taken off. Patterns (`${v%…}`, `${v/…}`) and `${v?…}` without value are unknown. Site of what a
 * variable gives is the expression; its origin is where the characters stand.
 */
export function expand(source: MappedText, escape: EscapeCharacter, lookup: Lookup): Expansion {
  const lexer: Lexer = { source, escape, lookup, uses: [], at: 0, depth: 0, length: 0, error: undefined };
  const tokens = lexUntil(lexer, undefined);
  const { uses, error } = lexer;
  if (error) return { words: [], uses, error };
  const unknown = tokens.map(holeIn).find((u) => u !== undefined);
  const words = wordsOf(tokens, source.whole);
  if (unknown) return { unknown, words, uses };
  const parts = tokens.flatMap((t) => ('text' in t ? [t.text] : []));
  const only = parts.length === 1 ? parts[0] : undefined;
  return { text: only ?? concatMapped(parts, source.whole), words, uses };
}

function lexUntil(lexer: Lexer, stop: '}' | undefined): Token[] {
  const { text } = lexer.source;
  const tokens: Token[] = [];
  let plain = lexer.at;
  const flush = () => {
    if (plain < lexer.at) tokens.push({ text: sliceMapped(lexer.source, plain, lexer.at), split: true });
  };
  while (lexer.at < text.length && !lexer.error) {
    const c = text[lexer.at];
    if (c !== stop && c !== lexer.escape && c !== '$' && c !== '"' && c !== "'") {
      lexer.at++;
      continue;
    }
    flush();
    if (c === stop) {
      lexer.at++;
      return tokens;
    }
    if (c === '$') tokens.push(...readDollar(lexer));
    else if (c === lexer.escape) tokens.push(...readEscaped(lexer));
    else tokens.push(...(c === '"' ? readDouble(lexer) : readSingle(lexer)));
    plain = lexer.at;
  }
  flush();
  if (stop) lexer.error ??= say`a closing brace is missing`;
  return tokens;
}

function readEscaped(lexer: Lexer): Token[] {
  const start = lexer.at + 1;
  lexer.at = Math.min(start + 1, lexer.source.text.length);
  // An escape character at the very end is dropped.
  return start < lexer.at ? [{ text: sliceMapped(lexer.source, start, lexer.at), split: false }] : [];
}

function readSingle(lexer: Lexer): Token[] {
  const start = lexer.at + 1;
  const end = lexer.source.text.indexOf("'", start);
  if (end < 0) {
    lexer.error = say`a closing single quote is missing`;
    return [];
  }
  lexer.at = end + 1;
  return [{ text: sliceMapped(lexer.source, start, end), split: false }];
}

function readDouble(lexer: Lexer): Token[] {
  const { text } = lexer.source;
  const tokens: Token[] = [];
  let plain = ++lexer.at;
  const flush = () => void tokens.push({ text: sliceMapped(lexer.source, plain, lexer.at), split: false });
  while (lexer.at < text.length && !lexer.error) {
    const c = text[lexer.at];
    if (c === '"') {
      flush();
      lexer.at++;
      return tokens;
    }
    if (c === '$') {
      flush();
      tokens.push(...readDollar(lexer).map((t) => ('text' in t ? { ...t, split: false } : t)));
      plain = lexer.at;
    } else if (c === lexer.escape && ['"', '$', lexer.escape].includes(text[lexer.at + 1] ?? '')) {
      flush();
      plain = lexer.at + 1;
      lexer.at += 2;
    } else lexer.at++;
  }
  lexer.error ??= say`a closing double quote is missing`;
  return tokens;
}

const SPECIAL = new Set(['@', '*', '#', '?', '-', '$', '!', '0']);

function readName(lexer: Lexer): string {
  const rest = lexer.source.text.slice(lexer.at, lexer.at + 256);
  const name =
    /^(?:\d+|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(rest)?.[0] ?? (SPECIAL.has(rest.charAt(0)) ? rest.charAt(0) : '');
  lexer.at += name.length;
  return name;
}

function readDollar(lexer: Lexer): readonly Token[] {
  const { source } = lexer;
  const start = lexer.at++;
  if (source.text[lexer.at] !== '{') {
    const name = readName(lexer);
    if (name === '') return [{ text: sliceMapped(source, start, lexer.at), split: true }];
    return valueOf(lexer, name, start);
  }
  lexer.at++;
  const name = readName(lexer);
  if (name === '') return fail(lexer, say`the name in \`\${…}\` is missing`);
  const operator = /^(?::?[-+?]|[#%/]|\})/.exec(source.text.slice(lexer.at, lexer.at + 2))?.[0];
  if (operator === undefined)
    return fail(
      lexer,
      lexer.at >= source.text.length
        ? say`a closing brace is missing`
        : say`\`$\{${name}…}\` has an operator that the builder does not know`,
    );
  lexer.at += operator.length;
  if (operator === '}') return valueOf(lexer, name, start);
  return readOperand(lexer, name, operator, start);
}

function fail(lexer: Lexer, error: string): readonly Token[] {
  lexer.error ??= error;
  return [];
}

function siteFrom(lexer: Lexer, start: number): Span {
  return sliceMapped(lexer.source, start, lexer.at).whole;
}

function valueOf(lexer: Lexer, name: string, start: number): readonly Token[] {
  const site = siteFrom(lexer, start);
  const binding = lexer.lookup(name);
  lexer.uses.push({ name, site, state: !binding ? 'unset' : binding.kind === 'value' ? 'set' : 'unknown' });
  if (!binding) return [{ text: { text: '', segments: [], whole: site }, split: true }];
  return [tokenOf(lexer, binding, site)];
}

function tokenOf(lexer: Lexer, binding: Binding, site: Span): Token {
  if (binding.kind === 'unknown') return { unknown: binding };
  lexer.length += binding.value.text.length;
  const far = binding.value.segments.some((s) => (s.via?.length ?? 0) >= WAY_LIMIT);
  if (far || lexer.length > TEXT_LIMIT) return { unknown: { because: say`its value is too long to follow`, at: site } };
  return { text: useAt(binding.value, site, binding.step), split: true };
}

/** Behind the operator of `${name…`: the word up to the brace, which counts or not. */
function readOperand(lexer: Lexer, name: string, operator: string, start: number): readonly Token[] {
  if (++lexer.depth > DEPTH_LIMIT) return fail(lexer, say`expressions are nested too deeply`);
  const from = lexer.at;
  const usesBefore = lexer.uses.length;
  const operand = lexUntil(lexer, '}');
  lexer.depth--;
  if (lexer.error) return [];
  const inner = lexer.uses.splice(usesBefore);
  const site = siteFrom(lexer, start);
  const binding = lexer.lookup(name);
  const empty = binding?.kind === 'value' && binding.value.text === '' && operator.startsWith(':');
  const has = binding !== undefined && !empty;
  const state = !binding ? 'unset' : binding.kind === 'value' ? 'set' : 'unknown';
  if (binding?.kind === 'unknown' || /[#%/]/.test(operator) || (operator.endsWith('?') && !has)) {
    lexer.uses.push({ name, site, state: state === 'unset' ? 'unknown' : state });
    const because = binding?.kind === 'unknown' ? binding.because : say`\`${operator}\` computes it`;
    return [
      { unknown: binding?.kind === 'unknown' && binding.at ? { because, at: binding.at } : { because, at: site } },
    ];
  }
  if (operator.endsWith('+') ? !has : has) {
    // `+` without a value gives nothing by the author's own wish.
    lexer.uses.push({ name, site, state: 'set' });
    return has && binding ? [tokenOf(lexer, binding, site)] : [];
  }
  lexer.uses.push(...inner);
  const at = sliceMapped(lexer.source, from, lexer.at - 1).whole;
  const step: Step = operator.endsWith('+') ? { kind: 'variable', name, at: site } : { kind: 'default', name, at };
  return operand.map((t) => ('text' in t ? { text: useAt(t.text, site, step), split: t.split } : t));
}

/** Why a token is not known: a variable in it, or a variable of Compose in the inline text that it is cut from. */
function holeIn(token: Token): Unknown | undefined {
  if ('unknown' in token) return token.unknown;
  return token.text.text.includes(UNSET)
    ? { because: say`a variable in it has no value here`, at: token.text.whole }
    : undefined;
}

/** Cuts tokens at their unprotected blanks. An unknown part makes its word unknown. */
function wordsOf(tokens: readonly Token[], whole: Span): readonly Expanded[] {
  const words: Expanded[] = [];
  let parts: MappedText[] = [];
  let unknown: Unknown | undefined;
  const flush = () => {
    if (unknown) words.push({ unknown });
    else if (parts.some((p) => p.text !== ''))
      words.push({ text: parts.length === 1 ? (parts[0] as MappedText) : concatMapped(parts, spanning(parts, whole)) });
    parts = [];
    unknown = undefined;
  };
  for (const token of tokens) {
    const hole = holeIn(token);
    unknown ??= hole;
    if (hole || !('text' in token)) continue;
    if (!token.split) {
      parts.push(token.text);
      continue;
    }
    const { text } = token.text;
    let at = 0;
    for (const m of text.matchAll(/\s+/g)) {
      if (m.index > at) parts.push(sliceMapped(token.text, at, m.index));
      flush();
      at = m.index + m[0].length;
    }
    if (at < text.length) parts.push(sliceMapped(token.text, at, text.length));
  }
  flush();
  return words;
}

function spanning(parts: readonly MappedText[], whole: Span): Span {
  const [first] = parts;
  if (!first) return whole;
  let { uri, start, end } = first.whole;
  for (const p of parts) {
    if (p.whole.uri !== uri) return whole;
    start = Math.min(start, p.whole.start);
    end = Math.max(end, p.whole.end);
  }
  return { uri, start, end };
}
