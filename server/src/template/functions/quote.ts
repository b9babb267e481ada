import { BLOCK_MARK, VALUE_MARK } from '../marks';
import { computedFrom, plain } from '../print';
import type { Rope, RopeBuilder } from '../rope';
import { append, appendText, sliceRope } from '../rope';
import type { Call } from '../state';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\v', '\\v'],
]);

/** How Go's `%q` writes a character; `undefined` when it writes it as it is. */
function escapeOf(c: string): string | undefined {
  const known = ESCAPES.get(c);
  if (known) return known;
  const code = c.charCodeAt(0);
  if (code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, '0')}`;
  const control =
    (code >= 0x80 && code <= 0xa0) || code === 0xad || code === 0xfeff || code === 0x2028 || code === 0x2029;
  return control ? `\\u${code.toString(16).padStart(4, '0')}` : undefined;
}

/** Adds a text in double quotes as `%q` writes it; characters that need no escape keep their places. */
export function quoteInto(call: Call, out: RopeBuilder, rope: Rope): void {
  const { text } = rope;
  append(out, plain(call, '"'));
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const escape = c === VALUE_MARK || c === BLOCK_MARK ? undefined : escapeOf(c);
    if (escape === undefined) continue;
    append(out, rope, from, at);
    const { origin, via } = computedFrom(call, [sliceRope(rope, at, at + 1)]);
    appendText(out, escape, origin, via);
    from = at + 1;
  }
  append(out, rope, from);
  append(out, plain(call, '"'));
}
