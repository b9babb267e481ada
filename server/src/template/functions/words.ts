/* Letters and words of plain text, as Sprig's functions take them. */

function isLetter(c: string): boolean {
  return c.toLowerCase() !== c.toUpperCase();
}

function isWord(c: string): boolean {
  return isLetter(c) || (c >= '0' && c <= '9') || c === '_';
}

/** Every word with a capital, the rest as it is. */
export function title(text: string): string {
  let before = ' ';
  let out = '';
  for (const c of text) {
    out += isWord(before) || before === "'" ? c : c.toUpperCase();
    before = c;
  }
  return out;
}

/** Every word without its capital. */
export function untitle(text: string): string {
  let before = ' ';
  let out = '';
  for (const c of text) {
    out += before === ' ' ? c.toLowerCase() : c;
    before = c;
  }
  return out;
}

/** Capitals for small letters and the other way round. */
export function swapcase(text: string): string {
  return [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}

/** Words of a name in any case: `HTTPServer_port` is `HTTP`, `Server`, `port`. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  const chars = [...text];
  chars.forEach((c, i) => {
    if (!isLetter(c) && !(c >= '0' && c <= '9')) {
      if (word) words.push(word);
      word = '';
      return;
    }
    const before = chars[i - 1] ?? '';
    const after = chars[i + 1] ?? '';
    const upper = isLetter(c) && c === c.toUpperCase();
    const starts =
      upper && word !== '' && (before !== before.toUpperCase() || (isLetter(after) && after !== after.toUpperCase()));
    if (starts) {
      words.push(word);
      word = '';
    }
    word += c;
  });
  if (word) words.push(word);
  return words;
}

/** The words of a name put together, each with a capital. */
export function camelcase(text: string): string {
  return wordsOf(text)
    .map((w) => w.charAt(0).toUpperCase() + w.slice(1).toLowerCase())
    .join('');
}
