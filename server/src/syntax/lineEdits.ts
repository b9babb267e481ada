import type { Change } from '../text/change';
import { mapFile } from '../text/mapped';
import type { TextEdit } from '../text/edit';
import { replace } from '../text/edit';
import type { SourceFile } from '../text/source';
import { lineEnd, lineStart, positionAt } from '../text/source';
import type { Range, Span } from '../text/span';
import { parseEnv } from './env';

/*
 * Edits of files that are made of lines: .env files, Dockerfiles, and whatever else a value came from.
 */

/** The line break that a file uses: that of its first line, `\n` when it has none. */
export function eolOf(file: SourceFile): string {
  return /\r?\n/.exec(file.text)?.[0] ?? '\n';
}

/** Other characters for a part of a line. In a .env file the quotes of the value are kept; text that they cannot hold is refused. */
export function replaceInLine(file: SourceFile, at: Span, text: string): readonly TextEdit[] | undefined {
  if (/[\r\n]/.test(text) || /[\r\n]/.test(file.text.slice(at.start, at.end))) return undefined;
  if (isDockerfile(file)) return [replace(at, text)];
  const entry = parseEnv(mapFile(file)).entries.find(
    (e) => e.valueRange.start <= at.start && at.end <= e.valueRange.end,
  );
  if (!entry) return [replace(at, text)];
  switch (entry.quote) {
    case 'single':
      return text.includes("'") ? undefined : [replace(at, text)];
    case 'double':
      return [replace(at, text.replaceAll(/["\\]/g, String.raw`\$&`))];
    case 'none':
      // ` #` would start a comment, a quote at the start would open one, blanks at the ends would be cut off.
      return /\s|^["']/.test(text) ? undefined : [replace(at, text)];
  }
}

function isDockerfile(file: SourceFile): boolean {
  return /(?:docker|container)file[^/]*$/i.test(file.uri);
}

/** Whole lines of a .env file; words of a Dockerfile instruction, the instruction itself when no word is left. */
export function removeFromLines(file: SourceFile, spans: readonly Span[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const line of new Set(spans.map((s) => positionAt(file, s.start).line))) {
    const mine = spans.filter((s) => positionAt(file, s.start).line === line);
    const made = isDockerfile(file) ? removeWords(file, line, mine) : [wholeLines(file, line, line)];
    if (!made) return undefined;
    edits.push(...made);
  }
  return edits;
}

function removeWords(file: SourceFile, line: number, spans: readonly Span[]): readonly TextEdit[] | undefined {
  const range = { start: lineStart(file, line), end: lineEnd(file, line) };
  if (spans.some((s) => s.end > range.end)) return undefined;
  const text = file.text.slice(range.start, range.end);
  const continued =
    /\\\s*$/.test(text) ||
    (line > 0 && /\\\s*$/.test(file.text.slice(lineStart(file, line - 1), lineEnd(file, line - 1))));
  const left = [...text]
    .filter((_, i) => !spans.some((s) => s.start <= range.start + i && range.start + i < s.end))
    .join('');
  const bare = /^\s*[A-Za-z]*\s*$/.test(left);
  if (bare) return continued ? undefined : [wholeLines(file, line, line)];
  return spans.map((s) => ({ uri: file.uri, ...withBlanksBefore(file, s), newText: '' }));
}

function withBlanksBefore(file: SourceFile, s: Span): Range {
  let { start } = s;
  while (start > 0 && /[ \t]/.test(file.text[start - 1] as string)) start--;
  return { start, end: s.end };
}

/** Deletes whole lines with their breaks, the break in front when the last has none. */
export function wholeLines(file: SourceFile, first: number, last: number): TextEdit {
  const end = lineStart(file, last + 1);
  const start = lineStart(file, first);
  const unended = end === file.text.length && !file.text.endsWith('\n') && first > 0;
  return { uri: file.uri, start: unended ? lineEnd(file, first - 1) : start, end, newText: '' };
}

/** A line before or after the line of an offset, indented as that one; line feeds in the text become line breaks of the file. */
export function insertLine(file: SourceFile, change: Extract<Change, { kind: 'insert-line' }>): readonly TextEdit[] {
  const { line } = positionAt(file, change.offset);
  const eol = eolOf(file);
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart(file, line), lineEnd(file, line)))?.[0] ?? '';
  const text = change.text
    .split('\n')
    .map((l) => indent + l)
    .join(eol);
  const at = change.where === 'before' ? lineStart(file, line) : lineEnd(file, line);
  return [{ uri: file.uri, start: at, end: at, newText: change.where === 'before' ? text + eol : eol + text }];
}

/** A document in front of another that begins a line of a YAML file; `undefined` elsewhere. */
export function insertDocument(
  file: SourceFile,
  { before, text }: Extract<Change, { kind: 'insert-document' }>,
): readonly TextEdit[] | undefined {
  const { line, character } = positionAt(file, before.start);
  if (!/\.ya?ml$/i.test(file.uri) || character !== 0) return undefined;
  const at = lineStart(file, line);
  const eol = eolOf(file);
  return [{ uri: file.uri, start: at, end: at, newText: [...text.split('\n'), '---', ''].join(eol) }];
}

/** A document behind the last one of a YAML file that ends with content; `undefined` elsewhere. */
export function appendDocument(file: SourceFile, text: string): readonly TextEdit[] | undefined {
  if (!/\.ya?ml$/i.test(file.uri) || /(?:^|\n)(?:---|\.\.\.)?\s*$/.test(file.text.trimEnd())) return undefined;
  const eol = eolOf(file);
  const end = file.text.length;
  const gap = /[\r\n]$/.test(file.text) ? '' : eol;
  return [{ uri: file.uri, start: end, end, newText: gap + ['---', ...text.split('\n'), ''].join(eol) }];
}
