import type { MappedText } from '../../text/mapped';
import { concatMapped, sliceMapped } from '../../text/mapped';

/**
 * The words that Compose makes of a command that is written as one text: cut at white space, quotes and backslashes
 * taken off, nothing expanded; no shell reads it (compose-go uses go-shellwords, which ends at `;`, `|`, `&`, `<`, `>`).
 */
export function shellWords(text: MappedText): readonly MappedText[] {
  const words: MappedText[] = [];
  let pieces: MappedText[] | undefined;
  let quote: string | undefined;
  const { text: source } = text;
  const finish = () => {
    if (pieces) words.push(joined(pieces, text));
    pieces = undefined;
  };
  for (let at = 0; at < source.length; at++) {
    const c = source[at] as string;
    if (c === quote) quote = undefined;
    else if (quote === undefined && (c === '"' || c === "'")) {
      quote = c;
      pieces ??= [];
    } else if (c === '\\' && quote !== "'" && at + 1 < source.length) {
      (pieces ??= []).push(sliceMapped(text, at + 1, at + 2));
      at++;
    } else if (quote === undefined && /\s/.test(c)) finish();
    else if (quote === undefined && /[;|&<>]/.test(c)) break;
    else {
      const end = runEnd(source, at, quote);
      (pieces ??= []).push(sliceMapped(text, at, end));
      at = end - 1;
    }
  }
  finish();
  return words;
}

/** The end of a run of characters that mean only themselves; at least one behind `from`. */
function runEnd(source: string, from: number, quote: string | undefined): number {
  const stop = quote === undefined ? /[\s"'\\;|&<>]/ : quote === '"' ? /["\\]/ : /'/;
  let end = from + 1;
  while (end < source.length && !stop.test(source[end] as string)) end++;
  return end;
}

function joined(pieces: readonly MappedText[], text: MappedText): MappedText {
  const [first] = pieces;
  if (pieces.length === 1 && first) return first;
  const last = pieces.at(-1);
  const whole =
    first && last && first.whole.uri === last.whole.uri
      ? { ...first.whole, end: Math.max(first.whole.end, last.whole.end) }
      : text.whole;
  return concatMapped(pieces, whole);
}
