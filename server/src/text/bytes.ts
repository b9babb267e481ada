/** The bytes of a text in UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const c of text) {
    const point = c.codePointAt(0) as number;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Offset in the text of a number of UTF-8 bytes: Go cuts strings by bytes. */
export function byteOffset(text: string, bytes: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (seen >= bytes) return at;
    const code = text.charCodeAt(at);
    // A surrogate is half of a character of four bytes.
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return text.length;
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    length += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return length;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes in letters of `bits` bits each, padded to whole groups. */
function encodeBits(bytes: Uint8Array, letters: string, bits: number, group: number): string {
  let out = '';
  let buffer = 0;
  let have = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    have += 8;
    while (have >= bits) {
      have -= bits;
      out += letters.charAt((buffer >> have) & ((1 << bits) - 1));
    }
  }
  if (have > 0) out += letters.charAt((buffer << (bits - have)) & ((1 << bits) - 1));
  return out + '='.repeat((group - (out.length % group)) % group);
}

function decodeBits(text: string, letters: string, bits: number): Uint8Array | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let have = 0;
  for (const c of text.replace(/[\r\n]/g, '').replace(/=+$/, '')) {
    const value = letters.indexOf(c);
    if (value < 0) return undefined;
    buffer = ((buffer << bits) | value) & 0xffff;
    have += bits;
    if (have < 8) continue;
    have -= 8;
    bytes.push((buffer >> have) & 255);
  }
  return Uint8Array.from(bytes);
}

/** Text of UTF-8 bytes; `undefined` when they are none. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    if (length === 0 || i + length > bytes.length) return undefined;
    let code = length === 1 ? first : first & (0x7f >> length);
    for (let k = 1; k < length; k++) {
      const next = bytes[i + k] as number;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    if (code > 0x10ffff) return undefined;
    out += String.fromCodePoint(code);
    i += length;
  }
  return out;
}

/** Base64 (RFC 4648) of bytes. */
export function base64(bytes: Uint8Array): string {
  return encodeBits(bytes, BASE64, 6, 4);
}

/** Bytes of Base64; `undefined` when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  return decodeBits(text, BASE64, 6);
}

/** Base32 (RFC 4648) of bytes. */
export function base32(bytes: Uint8Array): string {
  return encodeBits(bytes, BASE32, 5, 8);
}

/** Bytes of Base32; `undefined` when it is none. */
export function fromBase32(text: string): Uint8Array | undefined {
  return decodeBits(text, BASE32, 5);
}
