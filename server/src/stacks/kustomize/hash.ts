import { base64, utf8 } from '../../text/bytes';
import { sha256 } from '../../text/hash';

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

/** Escapes that Go spells otherwise than JavaScript. */
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['\\b', '\\u0008'],
  ['\\f', '\\u000c'],
]);

/** JSON as Go writes it: keys sorted by their bytes, and what HTML might trip over escaped. */
function encode(value: Json): string {
  if (typeof value === 'string') {
    return JSON.stringify(value)
      .replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .replace(/\\./g, (escape) => CONTROLS.get(escape) ?? escape);
  }
  const keys = Object.keys(value).sort();
  return `{${keys.map((k) => `${encode(k)}:${encode(value[k] as Json)}`).join(',')}}`;
}

/** A text as the data of a Secret: base64 of its UTF-8, in lines of 70 as Kustomize writes them. */
export function encoded(text: string): string {
  const all = base64(utf8(text));
  // A last line that is just full counts as two.
  return all.length < 70 ? all : all.replace(/.{1,70}/g, '$&\n');
}
