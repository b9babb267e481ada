import { isDockerfileName } from '../syntax/dockerfile';
import type { SourceFile } from '../text/source';
import { lineEnd, lineStart, lineText, positionAt } from '../text/source';
import type { Span } from '../text/span';

/*
 * Comments by which people leave findings alone, in whatever way a format writes comments:
 *
 *   # portolan: ignore[rule, rule] reason             on this line
 *   # portolan: ignore-next-line[rule] reason         on the next line that is no comment
 *   # portolan: ignore-file[rule] reason              in the whole file
 *   # portolan: disable[rule] … # portolan: enable[rule]     between the two, or to the end of the file
 *
 * Without brackets all rules are meant. The marks are `#`, `//`, `--`, slash and star, `<!--` and a Go template's comment.
 */

/** One such comment. */
export interface Suppression {
  readonly kind: 'line' | 'next-line' | 'file' | 'disable' | 'enable';
  /** From `portolan:` to the closing bracket. */
  readonly site: Span;
  /** The zero-based line that it stands on. */
  readonly line: number;
  /** The rules that it names; absent: all. */
  readonly rules?: readonly NamedRule[];
  /** The whole comment, with its line where it has one of its own; absent when its end is not on the line. */
  readonly comment?: Span;
}

/** A rule's id as it is named in brackets. */
export interface NamedRule {
  readonly id: string;
  readonly site: Span;
}

const DIRECTIVE = /portolan:[ \t]*(ignore-next-line|ignore-file|ignore|disable|enable)(?![\w-])(?:\[([^\]\r\n]*)\])?/g;
const MARK = /(?:^|\s)(#+|\/\/+|--|\/\*+|<!--|\{\{-?\s*\/\*)[ \t]*$/;
const KINDS: Readonly<Record<string, Suppression['kind']>> = {
  ignore: 'line',
  'ignore-next-line': 'next-line',
  'ignore-file': 'file',
  disable: 'disable',
  enable: 'enable',
};
/** What ends the comments that need an end. */
const ENDS: readonly (readonly [string, RegExp])[] = [
  ['{{', /\*\/\s*-?\}\}/],
  ['/*', /\*\//],
  ['<!--', /-->/],
];

const known = new WeakMap<SourceFile, readonly Suppression[]>();
const NONE: readonly Suppression[] = [];

/** The suppressions of a file, in its order. In Dockerfiles a `#` behind an instruction is no comment. */
export function suppressionsIn(file: SourceFile): readonly Suppression[] {
  const before = known.get(file);
  if (before) return before;
  // Nearly every file has none, and all files are looked at.
  const made = file.text.includes('portolan:')
    ? [...file.text.matchAll(DIRECTIVE)].flatMap((m) => suppressionOf(file, m) ?? [])
    : NONE;
  known.set(file, made);
  return made;
}

function suppressionOf(file: SourceFile, m: RegExpExecArray): Suppression | undefined {
  const { uri } = file;
  const { line } = positionAt(file, m.index);
  const first = lineStart(file, line);
  const before = file.text.slice(first, m.index);
  const mark = MARK.exec(before);
  if (!mark) return undefined;
  const markAt = mark.index + mark[0].length - mark[0].trimStart().length;
  const alone = before.slice(0, markAt).trim() === '';
  if (isDockerfileName(uri) && !(alone && before[markAt] === '#')) return undefined;
  const end = m.index + m[0].length;
  const list = m[2];
  const comment = commentAt(file, line, mark[1] as string, first + markAt, end, alone);
  return {
    kind: KINDS[m[1] as string] ?? 'line',
    site: { uri, start: m.index, end },
    line,
    ...(list === undefined ? {} : { rules: namedIn(uri, list, end - 1 - list.length) }),
    ...(comment ? { comment: { uri, ...comment } } : {}),
  };
}

function namedIn(uri: string, list: string, start: number): readonly NamedRule[] {
  return [...list.matchAll(/[^\s,]+/g)].map((m) => ({
    id: m[0],
    site: { uri, start: start + m.index, end: start + m.index + m[0].length },
  }));
}

function commentAt(
  file: SourceFile,
  line: number,
  mark: string,
  from: number,
  to: number,
  alone: boolean,
): { readonly start: number; readonly end: number } | undefined {
  const last = lineEnd(file, line);
  const ending = ENDS.find(([opening]) => mark.startsWith(opening))?.[1];
  const found = ending?.exec(file.text.slice(to, last));
  if (ending && !found) return undefined;
  const end = found ? to + found.index + found[0].length : last;
  if (alone && file.text.slice(end, last).trim() === '')
    return { start: lineStart(file, line), end: Math.max(last, lineStart(file, line + 1)) };
  // The blanks before a comment go with it.
  const blanks = /[ \t]*$/.exec(file.text.slice(lineStart(file, line), from))?.[0].length ?? 0;
  return { start: from - blanks, end };
}

const COMMENT_LINE = /^\s*(?:#|\/\/|--|\/\*|<!--|\{\{-?\s*\/\*|$)/;

/** The line that an `ignore-next-line` on a line is about: the next one that is neither blank nor a comment. */
export function nextLine(file: SourceFile, line: number): number {
  const last = positionAt(file, file.text.length).line;
  for (let next = line + 1; next <= last; next++) if (!COMMENT_LINE.test(lineText(file, next))) return next;
  return line + 1;
}

/** Whether a suppression names a rule, or all of them. */
export function names({ rules }: Suppression, id: string): boolean {
  return rules === undefined || rules.some((r) => r.id === id);
}
