import type { Uri } from './span';

/**
 * One state of one file. Immutable: the same object is the same text, so caches are keyed by identity.
 * `text` never holds a byte order mark; `bom` says whether the file has one, since offsets do not count it.
 */
export interface SourceFile {
  readonly uri: Uri;
  readonly text: string;
  readonly bom: boolean;
}

/** Makes a source file from decoded text; a leading byte order mark is taken off and remembered. */
export function sourceFile(uri: Uri, text: string): SourceFile {
  const bom = text.charCodeAt(0) === 0xfeff;
  return { uri, text: bom ? text.slice(1) : text, bom };
}

const lineStarts = new WeakMap<SourceFile, Uint32Array>();

/** A place as editors count it: zero-based line, zero-based UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

function startsOf(file: SourceFile): Uint32Array {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts: number[] = [0];
  const { text } = file;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // A lone CR ends a line too: editors count it so.
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  const made = Uint32Array.from(starts);
  lineStarts.set(file, made);
  return made;
}

/** Line and column of an offset; offsets outside the text are clamped to it. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = startsOf(file);
  const at = Math.max(0, Math.min(offset, file.text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: at - (starts[low] as number) };
}

/** Offset of a position; lines and columns outside the text are clamped, a column never passes its line's end. */
export function offsetAt(file: SourceFile, position: Position): number {
  const starts = startsOf(file);
  if (position.line < 0) return 0;
  if (position.line >= starts.length) return file.text.length;
  const start = starts[position.line] as number;
  return Math.max(start, Math.min(start + position.character, lineEnd(file, position.line)));
}

/** Offset of the first character of a line; the text's length for lines behind the last. */
export function lineStart(file: SourceFile, line: number): number {
  return startsOf(file)[line] ?? file.text.length;
}

/** Offset behind the last character of a line, its line break left out. */
export function lineEnd(file: SourceFile, line: number): number {
  const starts = startsOf(file);
  let end = starts[line + 1] ?? file.text.length;
  if (line + 1 >= starts.length) return end;
  if (file.text.charCodeAt(end - 1) === 10) end--;
  if (file.text.charCodeAt(end - 1) === 13) end--;
  return end;
}

/** The text of a line without its break. */
export function lineText(file: SourceFile, line: number): string {
  return file.text.slice(lineStart(file, line), lineEnd(file, line));
}
