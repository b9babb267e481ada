import type { FlatTree } from './flat';
import { FlatWriter, NodeFlag } from './flat';
import type { Reading } from './plainScalars';
import { isSpaceOrEnd, readFlow, readQuoted, readText, scanPlain, scanQuoted, writePlain } from './plainScalars';

/*
 * YAML as nearly all infrastructure files write it: block maps and lists, scalars on one line, `|` and `>` texts, short
 * flow collections, comments. What is read here comes out exactly as from the library, ranges included (a test compares
 * them), ten times as fast; everything else, and everything that may be wrong, is left to the library.
 */

/** Collections in one another, at most. */
const DEPTH_LIMIT = 60;
/** Longest key that YAML allows on one line is 1024. */
const KEY_LIMIT = 1000;

/** Returned by readers instead of an offset: this text is for the library. */
const LEAVE = -1;

/** The tree of a YAML document that is plain enough; `undefined` when it is not, or when it is empty. */
export function readPlainYaml(text: string): FlatTree | undefined {
  if (text.includes('\r') || text.startsWith('\uFEFF')) return undefined;
  const r: Reading = {
    text,
    out: new FlatWriter(),
    pos: 0,
    lineStart: 0,
    column: 0,
    comment: -1,
    noted: false,
    depth: 0,
  };
  skipGap(r);
  if (r.column !== 0 || readCollection(r, 0) === LEAVE || r.column >= 0) return undefined;
  return r.out.finish();
}

/**
 * From behind a value to the next token: the rest of the line, blank lines, comments. Sets position and column of the token
 * (column -1 at the end) and what comments were met. Gives the offset behind the line's end, `LEAVE` when the line goes on.
 */
function skipGap(r: Reading): number {
  const { text } = r;
  r.comment = -1;
  r.noted = false;
  let behind = LEAVE;
  for (;;) {
    const from = r.pos;
    while (text.charCodeAt(r.pos) === 32) r.pos++;
    const c = text.charCodeAt(r.pos);
    if (c === 35 && (behind !== LEAVE || r.pos > from || from === 0)) {
      if (behind !== LEAVE) r.comment = Math.max(r.comment, r.pos - r.lineStart);
      r.noted = true;
      const end = text.indexOf('\n', r.pos);
      r.pos = end < 0 ? text.length : end;
    } else if (c !== 10 && !Number.isNaN(c)) {
      // A token: at the start of a line, or (at the very start) of the text.
      if (behind === LEAVE && from !== 0) return LEAVE;
      r.column = r.pos - r.lineStart;
      return isMark(r) ? LEAVE : behind;
    }
    if (r.pos >= text.length) {
      r.column = -1;
      return behind === LEAVE ? text.length : behind;
    }
    r.pos++;
    r.lineStart = r.pos;
    if (behind === LEAVE) behind = r.pos;
  }
}

/** What starts or ends documents, and directives. */
function isMark({ text, pos, column }: Reading): boolean {
  if (column !== 0) return false;
  return text.startsWith('---', pos) || text.startsWith('...', pos) || text.charCodeAt(pos) === 37;
}

/**
 * Whether a collection may end where the reader stands. A comment as deep as what ends would belong to it, and the library
 * counts it in.
 */
function mayEnd(r: Reading, indent: number): boolean {
  return r.column <= indent && r.comment < Math.max(1, indent);
}

function isItem({ text, pos }: Reading): boolean {
  return text.charCodeAt(pos) === 45 && isSpaceOrEnd(text.charCodeAt(pos + 1));
}

function readCollection(r: Reading, indent: number): number {
  return isItem(r) ? readList(r, indent) : readMap(r, indent);
}

function readMap(r: Reading, indent: number): number {
  if (++r.depth > DEPTH_LIMIT) return LEAVE;
  const at = r.out.open(NodeFlag.map, r.pos, r.pos);
  let end: number;
  do {
    if (isItem(r) || !readKey(r)) return LEAVE;
    end = readValue(r, indent, true);
    if (end === LEAVE) return LEAVE;
  } while (r.column === indent);
  if (!mayEnd(r, indent)) return LEAVE;
  r.out.close(at, end);
  r.depth--;
  return end;
}

function readList(r: Reading, indent: number): number {
  if (++r.depth > DEPTH_LIMIT) return LEAVE;
  const at = r.out.open(NodeFlag.seq, r.pos, r.pos);
  let end: number;
  do {
    r.pos++;
    end = readItem(r, indent);
    if (end === LEAVE) return LEAVE;
  } while (r.column === indent && isItem(r));
  if (!mayEnd(r, indent)) return LEAVE;
  r.out.close(at, end);
  r.depth--;
  return end;
}

function skipSpaces(r: Reading): number {
  while (r.text.charCodeAt(r.pos) === 32) r.pos++;
  return r.text.charCodeAt(r.pos);
}

function readItem(r: Reading, indent: number): number {
  const c = skipSpaces(r);
  if (c === 10 || c === 35 || Number.isNaN(c)) return LEAVE;
  const column = r.pos - r.lineStart;
  if (isItem(r)) return readList(r, column);
  return startsKey(r, c) ? readMap(r, column) : readLine(r, c, indent);
}

/** Whether an item is a map whose first key stands on its line. */
function startsKey(r: Reading, c: number): boolean {
  if (c === 34 || c === 39) {
    const end = scanQuoted(r, r.pos);
    return end >= 0 && r.text.charCodeAt(end) === 58;
  }
  const end = scanPlain(r, r.pos, false);
  return end >= 0 && r.text.charCodeAt(end) === 58;
}

/** Reads a key with its colon. */
function readKey(r: Reading): boolean {
  const start = r.pos;
  const c = r.text.charCodeAt(start);
  let end: number;
  if (c === 34 || c === 39) end = readQuoted(r, start);
  else {
    end = scanPlain(r, start, false);
    if (end >= 0 && r.text.charCodeAt(end) === 58) writePlain(r, start, end);
  }
  if (end < 0 || end - start > KEY_LIMIT || r.text.charCodeAt(end) !== 58 || !isSpaceOrEnd(r.text.charCodeAt(end + 1)))
    return false;
  r.pos = end + 1;
  return true;
}

/** What stands behind a key or below it; `inMap`: a list may stand below it at the same indentation. */
function readValue(r: Reading, indent: number, inMap: boolean): number {
  const c = skipSpaces(r);
  if (c !== 10 && c !== 35 && !Number.isNaN(c)) return readLine(r, c, indent);
  const { pos } = r;
  // A comment needs the space before it.
  if (c === 35) r.pos--;
  if (skipGap(r) === LEAVE) return LEAVE;
  if (r.column > indent) return readCollection(r, r.column);
  if (inMap && r.column === indent && isItem(r)) return readList(r, indent);
  // The library counts a comment behind a last key as a part of its value.
  if (r.column < indent && r.noted) return LEAVE;
  r.out.scalar(undefined, NodeFlag.null, pos, pos, 0, undefined);
  return pos;
}

/** A value that begins on the line of its key or dash. */
function readLine(r: Reading, c: number, indent: number): number {
  if (c === 124 || c === 62) {
    const end = readText(r, indent);
    if (end < 0) return LEAVE;
    r.pos = end;
    r.lineStart = end;
    // Its end is that of its last line.
    return skipLines(r, end);
  }
  const end = readScalar(r, c);
  if (end < 0) return LEAVE;
  r.pos = end;
  const behind = skipGap(r);
  // Deeper text goes on with a scalar.
  return r.column > indent ? LEAVE : behind;
}

function readScalar(r: Reading, c: number): number {
  if (c === 34 || c === 39) return readQuoted(r, r.pos);
  if (c === 91 || c === 123) return readFlow(r, r.pos, 0);
  const end = scanPlain(r, r.pos, false);
  if (end < 0 || r.text.charCodeAt(end) === 58) return LEAVE;
  writePlain(r, r.pos, end);
  return end;
}

/** As {@link skipGap}, from the start of a line. */
function skipLines(r: Reading, end: number): number {
  // One line back, so that the gap begins with a line's end.
  r.pos = end - 1;
  if (r.text.charCodeAt(r.pos) !== 10) {
    r.pos = end;
    r.column = -1;
    r.comment = -1;
    r.noted = false;
    return end;
  }
  return skipGap(r) === LEAVE ? LEAVE : end;
}
