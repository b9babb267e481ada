import type { Implied } from '../text/mapped';
import type { Span } from '../text/span';
import { BLOCK_MARK, VALUE_MARK } from './markCharacters';
import type { Rope } from './rope';
import { ropeOf } from './rope';
import type { Unknown } from './value';

/*
 * Unknown parts of a rendered text are marks: characters that Unicode keeps for a program's own use and that no file
 * holds. `VALUE_MARK` stands for characters that are not known, inside a line. `BLOCK_MARK` stands for lines that may or
 * may not be there, and may be any: `{{ if unknown }}`. It is written twice and ends as a YAML comment, so that the lines
 * around it are read as if there were nothing; `renderedDocuments` then opens the maps and lists that it stands in.
 */

export { BLOCK_MARK, VALUE_MARK };

/** Whether a text has marks. */
export function hasMark(text: string): boolean {
  return text.includes(VALUE_MARK) || text.includes(BLOCK_MARK);
}

/** What an unknown is written as, at `at`: the reason travels with the characters. */
export function markOf(unknown: Unknown, at: Span): Rope {
  const implied: Implied = { kind: 'implied', at, because: unknown.because };
  if (unknown.layout === 'inline') return ropeOf(VALUE_MARK, implied);
  if (unknown.layout === 'block') return ropeOf(`\n${BLOCK_MARK}${BLOCK_MARK}`, implied);
  return ropeOf(`${VALUE_MARK} ${BLOCK_MARK}${BLOCK_MARK}`, implied);
}

/** The reason of the first mark in a rope that has one. */
export function reasonOf(rope: Rope): string {
  for (const { origin, at } of rope.runs) {
    if ('kind' in origin && hasMark(rope.text.charAt(at) + rope.text.charAt(at + 1))) return origin.because;
  }
  for (const { origin } of rope.runs) if ('kind' in origin) return origin.because;
  return 'a part of it is unknown';
}
