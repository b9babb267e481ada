/*
 * The suffix of generated names: the first ten digits of the SHA-256 (FIPS 180-4) of the object's JSON, some digits as letters
 * so that no words come out.
 */

const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** What a value becomes in the JSON that is hashed. */
type Json = string | { readonly [key: string]: Json };

/** The suffix for an object of these fields. */
export function nameHash(fields: { readonly [key: string]: Json }): string {
  return sha256(utf8(encode(fields)))
    .slice(0, 10)
    .replace(/./g, (c) => LETTERS[c] ?? c);
}

/** JSON as Go writes it: keys sorted by their bytes, and what HTML might trip over escaped. */
function encode(value: Json): string {
  if (typeof value === 'string') {
    return JSON.stringify(value)
      .replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .replace(/\\b/g, '\\u0008')
      .replace(/\\f/g, '\\u000c');
  }
  const keys = Object.keys(value).sort();
  return `{${keys.map((k) => `${encode(k)}:${encode(value[k] as Json)}`).join(',')}}`;
}

/** The bytes of a text in UTF-8; half a surrogate pair becomes U+FFFD. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let c = character.codePointAt(0) as number;
    if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return Uint8Array.from(bytes);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648) with padding. */
function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    const n = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += DIGITS[n >> 18] as string;
    out += DIGITS[(n >> 12) & 63] as string;
    out += b === undefined ? '=' : (DIGITS[(n >> 6) & 63] as string);
    out += c === undefined ? '=' : (DIGITS[n & 63] as string);
  }
  return out;
}

/** A text as the data of a Secret: base64 of its UTF-8, in lines of 70 as Kustomize writes them. */
export function encoded(text: string): string {
  const all = base64(utf8(text));
  // A last line that is just full counts as two.
  return all.length < 70 ? all : all.replace(/.{1,70}/g, '$&\n');
}

/** The first 32 bits of the fractional parts of a root of the first primes: the constants of SHA-2. */
function constants(count: number, root: (n: number) => number): readonly number[] {
  const out: number[] = [];
  for (let n = 2; out.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) out.push(((root(n) % 1) * 0x100000000) | 0);
  }
  return out;
}

const START = constants(8, Math.sqrt);
const ROUNDS = constants(64, Math.cbrt);

function sha256(bytes: Uint8Array): string {
  const length = ((bytes.length + 8) >> 6) * 64 + 64;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(length - 4, (bytes.length << 3) >>> 0);
  const state = Int32Array.from(START);
  const words = new Int32Array(64);
  for (let block = 0; block < length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + i * 4);
    compress(state, words);
  }
  return [...state].map((s) => (s >>> 0).toString(16).padStart(8, '0')).join('');
}

function rotate(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

function compress(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15] as number, w[i - 2] as number];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS[i] as number) + (w[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] = ((state[i] as number) + x) | 0));
}
