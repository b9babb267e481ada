/** What a number literal says; `integer` when Go reads it as an `int`. */
export interface NumberLiteral {
  readonly value: number;
  readonly integer: boolean;
}

const BASES: ReadonlyMap<string, number> = new Map([
  ['x', 16],
  ['o', 8],
  ['b', 2],
]);

/** Digits of a base as a number; `undefined` when a character is no digit of it, or when there is none. */
function digits(text: string, base: number): number | undefined {
  let value = 0;
  let count = 0;
  for (const c of text) {
    if (c === '_') continue;
    const digit = Number.parseInt(c, base);
    if (Number.isNaN(digit)) return undefined;
    value = value * base + digit;
    count++;
  }
  return count === 0 ? undefined : value;
}

/** Reads a number as Go's text/template does: decimal, `0x`, `0o`, `0b`, leading-zero octal, floats, `_` between digits. */
export function readNumber(text: string): NumberLiteral | undefined {
  const negative = text.startsWith('-');
  const body = negative || text.startsWith('+') ? text.slice(1) : text;
  const magnitude = readMagnitude(body);
  if (!magnitude) return undefined;
  return negative ? { value: -magnitude.value, integer: magnitude.integer } : magnitude;
}

function readMagnitude(text: string): NumberLiteral | undefined {
  const base = text.startsWith('0') ? BASES.get(text.charAt(1).toLowerCase()) : undefined;
  if (base !== undefined) {
    const value = digits(text.slice(2), base);
    return value === undefined || !Number.isSafeInteger(value) ? undefined : { value, integer: true };
  }
  if (isDecimal(text)) {
    const octal = text.length > 1 && text.startsWith('0') ? digits(text.slice(1), 8) : undefined;
    const value = octal ?? digits(text, 10);
    return value === undefined ? undefined : { value, integer: Number.isSafeInteger(value) };
  }
  return readFloat(text);
}

function isDecimal(text: string): boolean {
  for (const c of text) if (c !== '_' && (c < '0' || c > '9')) return false;
  return text !== '';
}

function readFloat(text: string): NumberLiteral | undefined {
  const plain = text.split('_').join('');
  for (const c of plain) if (!'0123456789.eE+-'.includes(c)) return undefined;
  const value = Number(plain);
  if (plain === '' || !Number.isFinite(value)) return undefined;
  return { value, integer: false };
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

const LONG: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

interface Escape {
  readonly text: string;
  /** Characters of the escape, the backslash included. */
  readonly length: number;
}

function readEscape(text: string, at: number): Escape | undefined {
  const c = text.charAt(at + 1);
  const simple = SIMPLE.get(c);
  if (simple !== undefined) return { text: simple, length: 2 };
  const long = LONG.get(c);
  const length = long ?? 3;
  const from = long === undefined ? at + 1 : at + 2;
  const raw = text.slice(from, from + length);
  const code = raw.length === length ? digits(raw, long === undefined ? 8 : 16) : undefined;
  if (code === undefined || raw.includes('_') || code > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), length: length + (long === undefined ? 1 : 2) };
}

/** The text of an interpreted string between its quotes; `undefined` for an escape that Go does not know. */
export function unquoteString(text: string): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    const escape = readEscape(text, at);
    if (!escape) return undefined;
    parts.push(text.slice(from, at), escape.text);
    from = at + escape.length;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** The code point of a character literal between its quotes; `undefined` when it is not one. */
export function unquoteChar(text: string): number | undefined {
  const value = unquoteString(text);
  const code = value?.codePointAt(0);
  if (value === undefined || code === undefined) return undefined;
  return value.length === (code > 0xffff ? 2 : 1) ? code : undefined;
}
