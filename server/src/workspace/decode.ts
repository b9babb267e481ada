/** Text of a file's bytes, or why it is none. */
export type Decoded = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'skipped'; readonly because: string };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16le = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8 (or UTF-16 with a byte order mark, as some editors write); anything else is skipped with its reason. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return { kind: 'text', text: utf16le.decode(bytes) };
    const text = strict.decode(bytes);
    if (text.includes('\u0000')) return { kind: 'skipped', because: 'it is a binary file (it holds a NUL character)' };
    return { kind: 'text', text };
  } catch {
    return { kind: 'skipped', because: 'it is not valid UTF-8' };
  }
}
