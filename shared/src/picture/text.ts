/*
 * How wide texts are, without a browser that could tell: the command line draws the same picture as the editor. The widths
 * are those of a wide typeface (DejaVu Sans), so that what is drawn in a narrower one has room to spare.
 */

/** Hundredths of the size of the typeface for U+0020 to U+007E. */
const REGULAR =
  '32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84'
    .split(' ')
    .map(Number);

/** How much wider a semibold typeface is. */
const BOLD = 1.11;

/** Other characters: most alphabets are about as wide as an `m`, ideographs and emoji as a square and more. */
const OTHER = 70;
const WIDE = 110;

/** A typeface of the picture: its size in pixels, and whether it is semibold. */
export interface Typeface {
  readonly size: number;
  readonly bold?: true;
}

/** The width of a text in pixels; an upper bound for the usual typefaces. */
export function textWidth(text: string, { size, bold }: Typeface): number {
  let sum = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    sum += REGULAR[code - 32] ?? (code < 0x2e80 ? OTHER : WIDE);
  }
  return (sum * size * (bold ? BOLD : 1)) / 100;
}

/** A text with its end replaced by an ellipsis where it is wider than `width` pixels. */
export function shortened(text: string, width: number, face: Typeface): string {
  if (textWidth(text, face) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, face) > width) characters.pop();
  return `${characters.join('')}…`;
}

/**
 * A name in at most `lines` lines of `width` pixels, broken behind hyphens, dots, slashes, underscores and blanks where it can
 * be; what does not fit ends in an ellipsis.
 */
export function wrapped(text: string, width: number, lines: number, face: Typeface): readonly string[] {
  const out: string[] = [];
  let rest = text;
  while (rest !== '' && out.length < lines - 1 && textWidth(rest, face) > width) {
    const line = lineOf(rest, width, face);
    out.push(line);
    rest = rest.slice(line.length);
  }
  if (rest !== '' || out.length === 0) out.push(shortened(rest, width, face));
  return out.map((line) => line.trim());
}

/** As much of the beginning of a text as fits, up to a place to break it; at least one character. */
function lineOf(text: string, width: number, face: Typeface): string {
  let fits = '';
  let broken = '';
  for (const c of text) {
    if (fits !== '' && textWidth(fits + c, face) > width) break;
    fits += c;
    if (/[-./_ ]/.test(c)) broken = fits;
  }
  return broken.length >= fits.length / 3 ? broken : fits;
}
