import { visible } from '../../text/escape';

/** A line of a file as a terminal shows it, with the cells that are to be underlined. */
export interface Frame {
  readonly line: string;
  /** Cells before the mark. */
  readonly at: number;
  /** Cells that the mark covers, at least 1. */
  readonly width: number;
}

/** Characters shown before the place when the line has to be cut in front, after the line's start, and of the place. */
const BEFORE = 60;
const WINDOW = 140;
const MARKED = 80;
const TAB = 4;

/**
 * The line cut to a readable width around `[start, end)`; control characters visible, tabs as spaces, wide and combining
 * characters counted as the cells that they take.
 */
export function frameOf(text: string, start: number, end: number): Frame {
  const from = start > BEFORE + 40 ? notWithinPair(text, start - BEFORE) : 0;
  const markEnd = notWithinPair(text, Math.min(end, start + MARKED));
  const to = notWithinPair(text, Math.min(text.length, Math.max(markEnd, from + WINDOW)));
  const cut = markEnd < end;
  const head = shown(text.slice(from, start), from > 0 ? 1 : 0);
  const middle = shown(text.slice(start, markEnd), head.end);
  const tail = cut ? '' : shown(text.slice(markEnd, to), middle.end).text;
  const line = `${from > 0 ? '…' : ''}${head.text}${middle.text}${tail}${cut || to < text.length ? '…' : ''}`;
  return { line, at: head.end, width: Math.max(1, middle.end - head.end) };
}

function notWithinPair(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff && offset > 0 ? offset - 1 : offset;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Text as it is shown from a cell on, and the cell behind it. */
function shown(text: string, from: number): { readonly text: string; readonly end: number } {
  let out = '';
  let at = from;
  for (const { segment } of segmenter.segment(text)) {
    const piece = segment === '\t' ? ' '.repeat(TAB - (at % TAB)) : visible(segment);
    out += piece;
    at += piece === segment ? cellsOf(segment) : piece.length;
  }
  return { text: out, end: at };
}

/** Cells of one grapheme: none for a lone mark, two for what East Asian fonts and emoji draw wide. */
function cellsOf(grapheme: string): number {
  if (/^[\p{M}\p{Cf}]/u.test(grapheme)) return 0;
  return /^\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) || isWide(grapheme.codePointAt(0) ?? 0) ? 2 : 1;
}

/** The blocks of Unicode's East Asian Width (UAX #11) whose characters are W or F. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
