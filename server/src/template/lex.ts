import type { Range } from '../text/span';
import { readNumber, unquoteChar, unquoteString } from './literals';

/** A token of an action. */
export interface Token extends Range {
  readonly kind:
    | 'space'
    | 'field'
    | 'dot'
    | 'variable'
    | 'word'
    | 'string'
    | 'number'
    | 'pipe'
    | 'open'
    | 'close'
    | 'comma'
    | 'declare'
    | 'assign'
    | 'bad';
  /** The name, without the dot of a field; for strings the decoded text. */
  readonly text: string;
  /** For numbers and characters. */
  readonly value?: number;
  readonly integer?: boolean;
  /** For strings without escapes: where their text starts. */
  readonly inner?: number;
  /** For `bad`: what is wrong. */
  readonly message?: string;
}

/** A piece of a template: literal text, or an action with its tokens. */
export type Piece = TextPiece | ActionPiece;

/** Literal text, trimmed. */
export interface TextPiece extends Range {
  readonly kind: 'text';
}

/** What stands between `{{` and `}}`; the range takes in the delimiters. */
export interface ActionPiece extends Range {
  readonly kind: 'action';
  readonly tokens: readonly Token[];
  /** Set for comments. */
  readonly comment?: true;
  /** Set when it is not closed. */
  readonly unclosed?: true;
}

const NEWLINE = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const MINUS = 45;
const BACKTICK = 96;

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordCode(code: number): boolean {
  return isLetter(code) || isDigit(code);
}

/**
 * Cuts a template into text and actions, trim markers applied. Total: an action that is not closed ends where its line
 * ends or the next action begins, so that one half-typed line leaves the rest of the file as it was.
 */
export function lexTemplate(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimming = false;
  while (at <= text.length) {
    const open = text.indexOf('{{', at);
    const end = open < 0 ? text.length : open;
    const trimsBefore = open >= 0 && text.charCodeAt(open + 2) === MINUS && isSpace(text.charCodeAt(open + 3));
    const start = trimming ? skipSpace(text, at, end) : at;
    const stop = trimsBefore ? skipSpaceBack(text, start, end) : end;
    if (stop > start) pieces.push({ kind: 'text', start, end: stop });
    if (open < 0) break;
    const action = lexAction(text, open, trimsBefore ? open + 4 : open + 2);
    pieces.push(action.piece);
    trimming = action.trimsAfter;
    at = action.piece.end;
  }
  return pieces;
}

function skipSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function skipSpaceBack(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

interface Lexed {
  readonly piece: ActionPiece;
  readonly trimsAfter: boolean;
}

function lexAction(text: string, start: number, from: number): Lexed {
  const comment = lexComment(text, start, from);
  if (comment) return comment;
  const tokens: Token[] = [];
  let at = from;
  while (at < text.length) {
    if (text.startsWith('}}', at)) return { piece: { kind: 'action', start, end: at + 2, tokens }, trimsAfter: false };
    if (isSpace(text.charCodeAt(at))) {
      const next = skipSpace(text, at, text.length);
      if (text.startsWith('-}}', next))
        return { piece: { kind: 'action', start, end: next + 3, tokens }, trimsAfter: true };
      tokens.push({ kind: 'space', text: ' ', start: at, end: next });
      at = next;
      continue;
    }
    if (text.startsWith('{{', at)) break;
    const token = lexToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  return { piece: unclosed(text, start, from, at, tokens), trimsAfter: false };
}

/** The action up to the end of the line in which its last readable part can have stood. */
function unclosed(text: string, start: number, from: number, limit: number, tokens: readonly Token[]): ActionPiece {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 || newline > limit ? limit : newline;
  return { kind: 'action', start, end, tokens: tokens.filter((t) => t.end <= end), unclosed: true };
}

function lexComment(text: string, start: number, from: number): Lexed | undefined {
  if (!text.startsWith('/*', from)) return undefined;
  const close = text.indexOf('*/', from + 2);
  if (close < 0)
    return { piece: { ...unclosed(text, start, from, text.length, []), comment: true }, trimsAfter: false };
  const after = skipSpace(text, close + 2, text.length);
  const trims = after > close + 2 && text.startsWith('-}}', after);
  const end = trims ? after + 3 : text.startsWith('}}', close + 2) ? close + 4 : undefined;
  if (end === undefined) {
    const next = text.indexOf('}}', close + 2);
    const stop = next < 0 ? close + 2 : next + 2;
    return {
      piece: { kind: 'action', start, end: stop, tokens: [], comment: true, unclosed: true },
      trimsAfter: false,
    };
  }
  return { piece: { kind: 'action', start, end, tokens: [], comment: true }, trimsAfter: trims };
}

const SIGNS: ReadonlyMap<string, Token['kind']> = new Map([
  ['|', 'pipe'],
  ['(', 'open'],
  [')', 'close'],
  [',', 'comma'],
  ['=', 'assign'],
]);

function lexToken(text: string, at: number): Token {
  const code = text.charCodeAt(at);
  if (isLetter(code)) return word(text, at, at, 'word');
  if (code === 46) {
    const next = text.charCodeAt(at + 1);
    if (isLetter(next)) return word(text, at, at + 1, 'field');
    if (!isDigit(next)) return { kind: 'dot', text: '.', start: at, end: at + 1 };
  }
  if (code === 36) return word(text, at, at + 1, 'variable');
  if (code === QUOTE || code === BACKTICK) return lexString(text, at, code);
  if (code === APOSTROPHE) return lexChar(text, at);
  if (isDigit(code) || code === 46 || code === 43 || code === MINUS) return lexNumber(text, at);
  if (text.startsWith(':=', at)) return { kind: 'declare', text: ':=', start: at, end: at + 2 };
  const sign = SIGNS.get(text.charAt(at));
  if (sign) return { kind: sign, text: text.charAt(at), start: at, end: at + 1 };
  return bad(at, at + 1, `unexpected ${JSON.stringify(text.charAt(at))}`);
}

function bad(start: number, end: number, message: string): Token {
  return { kind: 'bad', text: '', start, end, message };
}

function word(text: string, start: number, nameStart: number, kind: 'word' | 'field' | 'variable'): Token {
  let end = nameStart;
  while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
  return { kind, text: text.slice(kind === 'variable' ? start : nameStart, end), start, end };
}

/** Ends a string that is not closed where its line ends, or before the end of the action in that line. */
function unclosedEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const close = text.indexOf('}}', at);
  return close >= 0 && close < end ? close : end;
}

function lexString(text: string, at: number, quote: number): Token {
  if (quote === BACKTICK) {
    const close = text.indexOf('`', at + 1);
    if (close < 0) return bad(at, unclosedEnd(text, at), 'this string is not closed');
    const value = text.slice(at + 1, close);
    // Go drops carriage returns from raw strings; without any the text stands there as it is.
    if (value.includes('\r')) return { kind: 'string', text: value.split('\r').join(''), start: at, end: close + 1 };
    return { kind: 'string', text: value, start: at, end: close + 1, inner: at + 1 };
  }
  let end = at + 1;
  let escapes = false;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE) break;
    if (code === 92) {
      escapes = true;
      end++;
    } else if (code === quote) {
      const inside = text.slice(at + 1, end);
      if (!escapes) return { kind: 'string', text: inside, start: at, end: end + 1, inner: at + 1 };
      const value = unquoteString(inside);
      if (value === undefined) return bad(at, end + 1, 'this string has an escape that Go does not know');
      return { kind: 'string', text: value, start: at, end: end + 1 };
    }
  }
  return bad(at, unclosedEnd(text, at), 'this string is not closed');
}

function lexChar(text: string, at: number): Token {
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) !== APOSTROPHE && text.charCodeAt(end) !== NEWLINE) {
    end += text.charCodeAt(end) === 92 ? 2 : 1;
  }
  if (text.charCodeAt(end) !== APOSTROPHE) return bad(at, unclosedEnd(text, at), 'this character is not closed');
  const value = unquoteChar(text.slice(at + 1, end));
  if (value === undefined) return bad(at, end + 1, 'this is not one character');
  return { kind: 'number', text: text.slice(at, end + 1), value, integer: true, start: at, end: end + 1 };
}

function lexNumber(text: string, at: number): Token {
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const before = text.charCodeAt(end - 1) | 32;
    const exponent = (code === 43 || code === MINUS) && (before === 101 || before === 112) && !isHex(text, at, end);
    if (!isWordCode(code) && code !== 46 && !exponent) break;
    end++;
  }
  const raw = text.slice(at, end);
  const number = readNumber(raw);
  if (!number) return bad(at, end, `\`${raw}\` is not a number`);
  return { kind: 'number', text: raw, value: number.value, integer: number.integer, start: at, end };
}

/** Whether an `e` before `end` is a hexadecimal digit, not an exponent. */
function isHex(text: string, at: number, end: number): boolean {
  const digits = at + (isDigit(text.charCodeAt(at)) ? 0 : 1);
  return (text.charCodeAt(digits + 1) | 32) === 120 && (text.charCodeAt(end - 1) | 32) === 101;
}
