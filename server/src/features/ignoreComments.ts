import { lineOf, suppressionsOf } from '../lore/suppressionCover';
import type { Suppression } from '../lore/suppressions';
import { names, suppressionsIn } from '../lore/suppressions';
import type { Finding } from '../rules/finding';
import { isDockerfileName } from '../syntax/dockerfile';
import { inheritDocuments } from '../syntax/documents';
import { eolOf } from '../syntax/lineEdits';
import { eachNode, nodeAt, outlinesOf } from '../syntax/outline';
import { isInAction, isTemplate } from '../syntax/templateEdits';
import type { TextEdit } from '../text/edit';
import { applyEdits } from '../text/edit';
import type { SourceFile } from '../text/source';
import { lineEnd, lineStart, lineText, positionAt, sourceFile } from '../text/source';
import type { Range } from '../text/span';

/*
 * Comments that leave findings alone, as lore/suppressions.ts reads them, written where a file's format has room for them.
 * Every one is tried on the text first: what is not read back, or changes what the file says, is not offered.
 */

/** How a file writes comments. */
interface CommentStyle {
  readonly write: (text: string) => string;
  /** Whether a comment may stand behind something on its line. */
  readonly trails: boolean;
}

/** The comments of a file; `undefined` for JSON, which has none. */
function styleOf(file: SourceFile, isRendered: boolean): CommentStyle | undefined {
  // Nothing is left of it in what the chart renders, not even a line.
  if (isRendered && isTemplate(file.uri, file.text)) return { write: (text) => `{{- /* ${text} */}}`, trails: false };
  if (/\.json$/i.test(file.uri)) return undefined;
  if (/\.jsonc$/i.test(file.uri)) return { write: (text) => `// ${text}`, trails: true };
  if (/\.md$/i.test(file.uri)) return { write: (text) => `<!-- ${text} -->`, trails: true };
  const isStatement = isDockerfileName(file.uri) || /(?:^|\/|\.)\.?env(?:\.[^/]*)?$/i.test(file.uri);
  return { write: (text) => `# ${text}`, trails: !isStatement };
}

/** Whether the file of a finding can hold comments at all. */
export function hasComments(file: SourceFile, finding: Finding): boolean {
  return styleOf(file, isRendered(finding)) !== undefined;
}

/** The edits that leave a rule's findings on the line of a finding alone; `undefined` where no comment can stand. */
export function ignoreOnLine(file: SourceFile, finding: Finding): readonly TextEdit[] | undefined {
  const { site, rule } = finding;
  const style = styleOf(file, isRendered(finding));
  if (!style) return undefined;
  const { line } = positionAt(file, site.start);
  const own = suppressionsIn(file).find((s) => s.rules && lineOf(file, s) === line);
  const text = (directive: string) => style.write(`portolan: ${directive}[${rule.id}]`);
  const candidates = [
    ...(own ? [() => named(own, rule.id)] : []),
    ...(style.trails ? [() => behind(file, line, text('ignore'))] : []),
    () => before(file, line, text('ignore-next-line')),
    () => around(file, site, [text('disable'), text('enable')]),
  ];
  return firstThatHolds(file, finding, candidates);
}

/** The edits that leave a rule's findings in the file of a finding alone; `undefined` where no comment can stand. */
export function ignoreInFile(file: SourceFile, finding: Finding): readonly TextEdit[] | undefined {
  const { rule } = finding;
  const style = styleOf(file, isRendered(finding));
  if (!style) return undefined;
  const own = suppressionsIn(file).find((s) => s.rules && s.kind === 'file');
  const text = style.write(`portolan: ignore-file[${rule.id}]`);
  return firstThatHolds(file, finding, [
    ...(own ? [() => named(own, rule.id)] : []),
    () => before(file, linesOfHead(file), text),
  ]);
}

function isRendered({ contexts }: Finding): boolean {
  return contexts.some((c) => c.rendered !== undefined);
}

type Candidate = () => readonly TextEdit[] | undefined;

function firstThatHolds(
  file: SourceFile,
  finding: Finding,
  candidates: readonly Candidate[],
): readonly TextEdit[] | undefined {
  for (const candidate of candidates) {
    const edits = candidate();
    if (edits && holds(file, finding, edits)) return edits;
  }
  return undefined;
}

/** Whether the comment is read as it is meant, every other one is read as before, and all else says what it said. */
function holds(file: SourceFile, { site, rule }: Finding, edits: readonly TextEdit[]): boolean {
  const after = sourceFile(file.uri, applyEdits(file.text, file.uri, edits));
  inheritDocuments(file, after);
  const moved = edits.reduce((by, e) => (e.start <= site.start ? by + e.newText.length : by), 0);
  if (suppressionsOf(after, site.start + moved, rule.id).length === 0) return false;
  const [old, now] = [suppressionsIn(file), suppressionsIn(after)];
  const isKept = (s: Suppression) => now.some((n) => n.kind === s.kind && listed(s).every((id) => names(n, id)));
  return old.every(isKept) && saysTheSame(file, after, edits);
}

function listed({ rules = [] }: Suppression): readonly string[] {
  return rules.map((r) => r.id);
}

/** Whether YAML and JSON have the same scalars; in other files comments stand between lines, in templates anywhere. */
function saysTheSame(before: SourceFile, after: SourceFile, edits: readonly TextEdit[]): boolean {
  const isAction = edits.every((e) => e.newText.trimStart().startsWith('{{'));
  if (isAction || !/\.(?:ya?ml|jsonc)$/i.test(before.uri)) return true;
  const grown = edits.reduce((by, e) => by + e.newText.length, 0);
  const [first, last] = [edits[0]?.start ?? 0, edits.at(-1)?.end ?? 0];
  const [old, now] = [
    scalarsOf(before, { start: first, end: last }),
    scalarsOf(after, { start: first, end: last + grown }),
  ];
  return old.length === now.length && old.every((text, i) => text === now[i]);
}

function scalarsOf(file: SourceFile, touched: Range): readonly string[] {
  const out: string[] = [];
  for (const root of outlinesOf(file, [touched]))
    eachNode(root, ({ kind, start, end }) => {
      const text = file.text.slice(start, end);
      if (kind === 'scalar' || kind === 'alias') out.push(/^[|>]\d?\+/.test(text) ? text : text.trimEnd());
      else if (kind === 'unknown') out.push('');
    });
  return out;
}

/** One rule more in the brackets of a comment that is there. */
function named(own: Suppression, rule: string): readonly TextEdit[] {
  const { site, rules = [] } = own;
  const at = site.end - 1;
  return [{ uri: site.uri, start: at, end: at, newText: rules.length > 0 ? `, ${rule}` : rule }];
}

/** A comment at the end of a line. */
function behind(file: SourceFile, line: number, text: string): readonly TextEdit[] {
  const at = lineEnd(file, line);
  const blank = /\s$/.test(lineText(file, line)) ? '' : ' ';
  return [{ uri: file.uri, start: at, end: at, newText: blank + text }];
}

/** A comment on a line of its own before another. */
function before(file: SourceFile, line: number, text: string): readonly TextEdit[] | undefined {
  const at = lineStart(file, line);
  const isLast = at === file.text.length && at > 0 && !/[\r\n]$/.test(file.text);
  if (isInTemplate(file, at) || isLast) return undefined;
  // Where the blanks before a comment of a template are taken away already, those behind it must be as well.
  const trims = text.startsWith('{{') && /-\}\}\s*$/.test(file.text.slice(0, at));
  const written = trims ? text.replace(/\}\}$/, ' -}}') : text;
  return [{ uri: file.uri, start: at, end: at, newText: `${indentOf(file, line)}${written}${eolOf(file)}` }];
}

function isInTemplate(file: SourceFile, at: number): boolean {
  return isTemplate(file.uri, file.text) && isInAction(file.text, at);
}

/** A comment before and one behind the lines of a value that has several, in which no comment can stand. */
function around(
  file: SourceFile,
  site: Range,
  [start, end]: readonly [string, string],
): readonly TextEdit[] | undefined {
  if (!/\.ya?ml$/i.test(file.uri) || isTemplate(file.uri, file.text)) return undefined;
  const node = nodeAt(outlinesOf(file, [site]), { start: site.start, end: site.start });
  if (node?.kind !== 'scalar') return undefined;
  const text = file.text.slice(node.start, node.end);
  const stop = node.start + (/^[|>]\d?\+/.test(text) ? text : text.trimEnd()).length;
  const first = positionAt(file, node.start).line;
  const last = positionAt(file, Math.max(node.start, stop - 1)).line;
  if (first === last) return undefined;
  const opening = before(file, first, start);
  const at = lineEnd(file, last);
  const newText = `${eolOf(file)}${indentOf(file, first)}${end}`;
  return opening && [...opening, { uri: file.uri, start: at, end: at, newText }];
}

function indentOf(file: SourceFile, line: number): string {
  return /^[ \t]*/.exec(lineText(file, line))?.[0] ?? '';
}

/** How many lines of comments a file begins with: a licence, directives of a Dockerfile, the schema for an editor. */
function linesOfHead(file: SourceFile): number {
  let line = 0;
  while (/^\s*(?:#|\/\/)/.test(lineText(file, line))) line++;
  return line;
}
