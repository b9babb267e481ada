import type { MappedText } from '../text/mapped';
import { concatMapped, sliceMapped, trimMapped } from '../text/mapped';
import type { Range } from '../text/span';
import { spanIn } from './tree';

/** The character that continues a line and takes the meaning of the next: a backslash, or what `# escape=` says. */
export type EscapeCharacter = '\\' | '`';

/** The body of a here-document; offsets are those of the Dockerfile's text, without the line of the terminator. */
export interface Heredoc extends Range {
  readonly name: string;
  /** `false`: the terminator is missing, so the rest of the file belongs to the body and no builder takes the file. */
  readonly closed: boolean;
}

/** What the builder reads as one line: continuations joined, comments between them left out. */
export interface LogicalLine extends Range {
  /** The characters that make the line, in order; each piece is of one line of the file. */
  readonly pieces: readonly Range[];
  /** The bodies behind it, in order. */
  readonly heredocs: readonly Heredoc[];
}

/** The longest line that a builder takes, in UTF-16 units. Longer logical lines are not read. */
export const LINE_LIMIT = 65_536;

const DIRECTIVE = /^#\s*([a-z][a-z0-9]*)\s*=\s*(\S.*?)\s*$/i;

/** The escape character: `# escape=` counts only among the directives at the very top. */
export function escapeOf(text: string): EscapeCharacter {
  for (let at = 0; at < text.length;) {
    const line = physicalLine(text, at);
    const m = DIRECTIVE.exec(text.slice(line.start, Math.min(line.end, line.start + 200)).trimStart());
    const name = m?.[1]?.toLowerCase();
    if (name === 'escape') return m?.[2] === '`' ? '`' : '\\';
    if (name !== 'syntax' && name !== 'check') break;
    at = line.next;
  }
  return '\\';
}

interface PhysicalLine extends Range {
  /** Where the next line starts. */
  readonly next: number;
}

/** Lines end at a line feed, as the builder has it; the carriage return before it is no part of the line. */
function physicalLine(text: string, start: number): PhysicalLine {
  const feed = text.indexOf('\n', start);
  const next = feed < 0 ? text.length : feed + 1;
  let end = feed < 0 ? text.length : feed;
  while (end > start && text.charCodeAt(end - 1) === 13) end--;
  return { start, end, next };
}

function isBlankAt(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 32 || (c >= 9 && c <= 13) || c === 0x85 || c === 0xa0;
}

function firstInk(text: string, line: Range): number {
  let at = line.start;
  while (at < line.end && isBlankAt(text, at)) at++;
  return at;
}

/** Where the line's content ends when an escape character continues it: one that none precedes. */
function continuedEnd(text: string, start: number, end: number, escape: EscapeCharacter): number | undefined {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 > start && text[at - 2] === escape ? undefined : at - 1;
}

/** The logical lines of a Dockerfile in order (formats.md §1.1). Comments, blank lines and bodies of here-documents are none. */
export function logicalLines(text: string, escape: EscapeCharacter): readonly LogicalLine[] {
  const out: LogicalLine[] = [];
  let at = 0;
  while (at < text.length) {
    const first = physicalLine(text, at);
    at = first.next;
    const start = firstInk(text, first);
    if (start === first.end || text[start] === '#') continue;
    const pieces: Range[] = [];
    let end = continuedEnd(text, start, first.end, escape);
    pieces.push({ start, end: end ?? first.end });
    while (end !== undefined && at < text.length) {
      const line = physicalLine(text, at);
      at = line.next;
      const ink = firstInk(text, line);
      if (ink === line.end || text[ink] === '#') continue;
      end = continuedEnd(text, line.start, line.end, escape);
      pieces.push({ start: line.start, end: end ?? line.end });
    }
    const last = pieces.at(-1) as Range;
    const heredocs = bodiesBehind(text, pieces, at);
    at = heredocs.next;
    out.push({ start, end: last.end, pieces, heredocs: heredocs.bodies });
  }
  return out;
}

/** The line as mapped text without blanks at its ends; `undefined` when it is longer than {@link LINE_LIMIT}. */
export function joinLine(source: MappedText, line: LogicalLine): MappedText | undefined {
  let length = 0;
  for (const p of line.pieces) length += p.end - p.start;
  if (length > LINE_LIMIT) return undefined;
  const [only, second] = line.pieces;
  if (only && !second) return trimMapped(sliceMapped(source, only.start, only.end));
  const parts = line.pieces.map((p) => sliceMapped(source, p.start, p.end));
  return trimMapped(concatMapped(parts, spanIn(source, line.start, line.end)));
}

/** Only these instructions have here-documents; ONBUILD has those of the instruction behind it. */
const TAKES_HEREDOC = /^(?:onbuild\s+)?(?:run|copy|add)\s/i;

function bodiesBehind(
  text: string,
  pieces: readonly Range[],
  start: number,
): { bodies: readonly Heredoc[]; next: number } {
  const bodies: Heredoc[] = [];
  let next = start;
  const first = pieces[0] as Range;
  if (!TAKES_HEREDOC.test(text.slice(first.start, Math.min(first.end + 1, first.start + 100)))) return { bodies, next };
  const line = pieces.map((p) => text.slice(p.start, p.end)).join('');
  if (!line.includes('<<')) return { bodies, next };
  for (const { name, chomp } of heredocsOf(line)) {
    const body = next;
    let end = text.length;
    let closed = false;
    while (next < text.length && !closed) {
      const l = physicalLine(text, next);
      const content = text.slice(l.start, l.end);
      closed = (chomp ? content.replace(/^\t+/, '') : content) === name;
      if (closed) end = l.start;
      next = l.next;
    }
    bodies.push({ name, start: body, end: Math.max(body, end), closed });
  }
  return { bodies, next };
}

/** `<<EOF`, `3<<-"EOF"`: a whole word, since the builder knows no other place for the operator. */
const HEREDOC_WORD = /^\d*<<(-?)\s*([^<]+)$/;

function heredocsOf(line: string): readonly { name: string; chomp: boolean }[] {
  const out: { name: string; chomp: boolean }[] = [];
  for (const word of shellWords(line) ?? []) {
    const m = HEREDOC_WORD.exec(word);
    if (!m) continue;
    const name = (m[2] as string).trim();
    if (name === '' || (/\s/.test(name) && !/^(['"]).*\1$/.test(name))) continue;
    out.push({ name: name.replace(/\\(.)|['"]/g, '$1'), chomp: m[1] === '-' });
  }
  return out;
}

/** Words with their quotes, as the builder's own lexer cuts them; `undefined` when a quote or brace is not closed. */
function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let start = -1;
  let at = 0;
  while (at < line.length) {
    if (isBlankAt(line, at)) {
      if (start >= 0) words.push(line.slice(start, at));
      start = -1;
      at++;
      continue;
    }
    if (start < 0) start = at;
    at = skipUnit(line, at);
    if (at < 0) return undefined;
  }
  if (start >= 0) words.push(line.slice(start));
  return words;
}

/** Behind a quoted text, an expansion in braces, an escaped or a plain character; -1 when it is not closed. */
function skipUnit(line: string, at: number): number {
  const c = line[at];
  if (c === "'") return line.indexOf("'", at + 1) + 1 || -1;
  if (c === '"') return skipTo(line, at + 1, '"');
  if (c === '$' && line[at + 1] === '{') return skipTo(line, at + 2, '}');
  return c === '\\' ? Math.min(at + 2, line.length) : at + 1;
}

function skipTo(line: string, from: number, close: '"' | '}'): number {
  // A stack of what is still open: nesting costs no call depth.
  const open: ('"' | '}')[] = [close];
  let at = from;
  while (at < line.length) {
    const c = line[at];
    const inner = open.at(-1);
    if (c === inner) {
      open.pop();
      if (open.length === 0) return at + 1;
      at++;
    } else if (c === '\\') at += 2;
    else if (c === '$' && line[at + 1] === '{') {
      open.push('}');
      at += 2;
    } else if (c === '"') {
      open.push('"');
      at++;
    } else if (c === "'" && inner === '}') {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return -1;
      at = end + 1;
    } else at++;
  }
  return -1;
}
