import { say } from '../text/say';

/** How a file's bytes make its text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Text of a file's bytes with its byte order mark, or why it is none. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding }
  | { readonly kind: 'skipped'; readonly because: string };

const decoders = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'utf-16le': new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
  'utf-16be': new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }),
} as const;

/** Decodes UTF-8, or UTF-16 with a byte order mark, as some editors write; anything else is skipped with its reason. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  try {
    const text = decoders[encoding].decode(bytes);
    if (text.includes('\u0000')) {
      return { kind: 'skipped', because: say`it is a binary file (it holds a NUL character)` };
    }
    return { kind: 'text', text, encoding };
  } catch {
    return { kind: 'skipped', because: say`it is not valid ${encoding.slice(0, 6).toUpperCase()}` };
  }
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The bytes of a text; the inverse of {@link decodeBytes}. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), encoding === 'utf-16le');
  return bytes;
}
