import type { Range } from '../text/span';

/** A value in the arguments of a call; `other` is everything that is not written as a literal. */
export type StarlarkValue = Range &
  (
    | { readonly kind: 'string'; readonly text: string; /** Characters between the quotes. */ readonly inner: Range }
    | { readonly kind: 'number'; readonly number: number }
    | { readonly kind: 'list'; readonly items: readonly StarlarkValue[] }
    | { readonly kind: 'call'; readonly call: StarlarkCall }
    | { readonly kind: 'other' }
  );

/** A call `name(a, b, key=c)`. */
export interface StarlarkCall extends Range {
  readonly name: string;
  readonly args: readonly StarlarkValue[];
  readonly named: ReadonlyMap<string, StarlarkValue>;
}

/** Brackets in brackets deeper than this are not read. */
const DEPTH_LIMIT = 40;

/**
 * The calls of some functions in a Starlark program, wherever they stand. Nothing is evaluated: arguments count as far as
 * they are literals, lists of literals and such calls, and a string with an operator beside it is none. Total.
 */
export function starlarkCalls(text: string, names: ReadonlySet<string>): readonly StarlarkCall[] {
  const out: StarlarkCall[] = [];
  const reader: Reader = { text, at: 0 };
  while (reader.at < text.length) {
    const c = text[reader.at] as string;
    if (c === '#') skipLine(reader);
    else if (c === '"' || c === "'") skipString(reader);
    else if (/[A-Za-z_]/.test(c)) {
      const word = readWord(reader);
      const call = text[reader.at] === '(' && names.has(word.text) && !isMember(text, word.start);
      if (call && !isDefinition(text, word.start)) out.push(readCall(reader, word.text, word.start, 0));
    } else reader.at++;
  }
  return out;
}

interface Reader {
  readonly text: string;
  at: number;
}

function isMember(text: string, start: number): boolean {
  return text[start - 1] === '.';
}

function isDefinition(text: string, start: number): boolean {
  return /\bdef[ \t]+$/.test(text.slice(Math.max(0, start - 12), start));
}

function readWord(reader: Reader): Range & { readonly text: string } {
  const start = reader.at;
  while (/\w/.test(reader.text[reader.at] ?? '')) reader.at++;
  return { start, end: reader.at, text: reader.text.slice(start, reader.at) };
}

function skipLine(reader: Reader): void {
  const feed = reader.text.indexOf('\n', reader.at);
  reader.at = feed < 0 ? reader.text.length : feed;
}

function skipBlanks(reader: Reader): void {
  for (;;) {
    while (/[\s\\]/.test(reader.text[reader.at] ?? '')) reader.at++;
    if (reader.text[reader.at] !== '#') return;
    skipLine(reader);
  }
}

/** Passes over a string; the characters between its quotes. */
function skipString(reader: Reader): Range {
  const { text } = reader;
  const quote = text[reader.at] as string;
  const fence = text.startsWith(quote.repeat(3), reader.at) ? quote.repeat(3) : quote;
  const start = reader.at + fence.length;
  let at = start;
  while (at < text.length && !text.startsWith(fence, at) && (fence.length > 1 || text[at] !== '\n'))
    at += text[at] === '\\' ? 2 : 1;
  const end = Math.min(at, text.length);
  reader.at = Math.min(end + fence.length, text.length);
  return { start, end };
}

function readCall(reader: Reader, name: string, start: number, depth: number): StarlarkCall {
  const args: StarlarkValue[] = [];
  const named = new Map<string, StarlarkValue>();
  reader.at++;
  for (;;) {
    skipBlanks(reader);
    const c = reader.text[reader.at];
    if (c === undefined || c === ')') break;
    const key = /^([A-Za-z_]\w{0,60})[ \t]*=(?!=)/.exec(reader.text.slice(reader.at, reader.at + 80));
    if (key) reader.at += key[0].length;
    const value = readValue(reader, depth + 1);
    if (key) named.set(key[1] as string, value);
    else args.push(value);
    if (reader.text[reader.at] === ',') reader.at++;
    else if (reader.text[reader.at] !== ')') break;
  }
  if (reader.text[reader.at] === ')') reader.at++;
  return { name, start, end: reader.at, args, named };
}

/** One value up to the comma or bracket that ends it; anything behind a literal makes it something else. */
function readValue(reader: Reader, depth: number): StarlarkValue {
  skipBlanks(reader);
  const start = reader.at;
  const literal = depth > DEPTH_LIMIT ? undefined : readLiteral(reader, depth);
  skipBlanks(reader);
  const c = reader.text[reader.at];
  if (literal && (c === undefined || /[,)\]}]/.test(c))) return literal;
  skipValue(reader);
  return { kind: 'other', start, end: reader.at };
}

function readLiteral(reader: Reader, depth: number): StarlarkValue | undefined {
  const { text } = reader;
  const start = reader.at;
  const c = text[start] ?? '';
  if (c === '"' || c === "'") {
    const inner = skipString(reader);
    return { kind: 'string', text: text.slice(inner.start, inner.end), inner, start, end: reader.at };
  }
  if (c === '[') {
    const items = readItems(reader, depth);
    return { kind: 'list', items, start, end: reader.at };
  }
  const number = /^\d{1,9}(?![\w.])/.exec(text.slice(start, start + 12));
  if (number) {
    reader.at += number[0].length;
    return { kind: 'number', number: Number(number[0]), start, end: reader.at };
  }
  if (!/[A-Za-z_]/.test(c)) return undefined;
  const word = readWord(reader);
  if (text[reader.at] !== '(') return undefined;
  const call = readCall(reader, word.text, start, depth + 1);
  return { kind: 'call', call, start, end: reader.at };
}

function readItems(reader: Reader, depth: number): readonly StarlarkValue[] {
  const items: StarlarkValue[] = [];
  reader.at++;
  for (;;) {
    skipBlanks(reader);
    const c = reader.text[reader.at];
    if (c === undefined || c === ']') break;
    items.push(readValue(reader, depth + 1));
    if (reader.text[reader.at] === ',') reader.at++;
    else if (reader.text[reader.at] !== ']') break;
  }
  reader.at++;
  return items;
}

/** Passes over an expression to the comma or bracket that ends it. */
function skipValue(reader: Reader): void {
  const { text } = reader;
  let open = 0;
  while (reader.at < text.length) {
    const c = text[reader.at] as string;
    if (c === '#') skipLine(reader);
    else if (c === '"' || c === "'") skipString(reader);
    else if (/[([{]/.test(c)) {
      open++;
      reader.at++;
    } else if (/[)\]}]/.test(c)) {
      if (open === 0) return;
      open--;
      reader.at++;
    } else if (c === ',' && open === 0) return;
    else reader.at++;
  }
}
