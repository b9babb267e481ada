import type { Change } from '../text/change';
import type { TextEdit } from '../text/edit';
import { applyEdits, gatherEdits, mergeEdits, replace } from '../text/edit';
import type { SourceFile } from '../text/source';
import { sourceFile } from '../text/source';
import type { Span, Uri } from '../text/span';
import { insertItem, insertKey, insertName, removeNodes, replaceEntry, replaceScalar } from './collectionEdits';
import type { YamlDocument } from './documents';
import { documentProblems, documentsOf } from './documents';
import { appendDocument, insertDocument, insertLine, removeFromLines, replaceInLine } from './lineEdits';
import type { OutlineNode } from './outline';
import { nodeAt, outlinesOf } from './outline';
import { isTemplate, replaceLiteral } from './templateEdits';

/**
 * The text edits that make the changes, in order of place and without overlap. Quotes, comments, anchors and line ends
 * of what stays are kept. `undefined` when a file is not known, a change cannot be made, two changes are in each other's
 * way, or a file would no longer parse: then nothing of the fix is to be done.
 */
export function changesToEdits(
  changes: readonly Change[],
  fileOf: (uri: Uri) => SourceFile | undefined,
): readonly TextEdit[] | undefined {
  return editsOfEach([changes], fileOf)[0];
}

/**
 * As {@link changesToEdits} for each of many lists of changes, such as all fixes of a file: files are parsed once for all, and once
 * more for all edits that do not meet, not for each.
 */
export function editsOfEach(
  all: readonly (readonly Change[])[],
  fileOf: (uri: Uri) => SourceFile | undefined,
): readonly (readonly TextEdit[] | undefined)[] {
  const files = knownFiles(
    fileOf,
    all.flatMap((changes) => changes.map(placeOf)),
  );
  const drafts = all.map((changes): Draft => ({ changes, edits: draft(changes, files) }));
  const good = new Set<Draft>();
  let left = drafts.filter((d) => d.edits !== undefined);
  while (left.length > 0) {
    const together = gatherEdits();
    const group = left.filter((d) => together.add(d.edits ?? []));
    const isGood = parseAsBefore(group, together.all(), files);
    for (const d of group) if (isGood || (group.length > 1 && parseAsBefore([d], d.edits ?? [], files))) good.add(d);
    const done = new Set(group);
    left = left.filter((d) => !done.has(d));
  }
  return drafts.map((d) => (good.has(d) ? d.edits : undefined));
}

/** Changes with their edits, of which it is not known yet whether files parse after them. */
interface Draft {
  readonly changes: readonly Change[];
  readonly edits: readonly TextEdit[] | undefined;
}

function draft(changes: readonly Change[], files: KnownFiles): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const removals = new Map<Uri, Span[]>();
  for (const change of changes) {
    if (change.kind === 'remove') {
      removals.set(change.at.uri, [...(removals.get(change.at.uri) ?? []), change.at]);
      continue;
    }
    const made = editsOf(change, files);
    if (!made) return undefined;
    edits.push(...made);
  }
  for (const [uri, spans] of removals) {
    const made = removalsOf(uri, spans, files);
    if (!made) return undefined;
    edits.push(...made);
  }
  return mergeEdits(joinInsertions(edits.filter((e) => e.start !== e.end || e.newText !== '')));
}

function parseAsBefore(drafts: readonly Draft[], edits: readonly TextEdit[], files: KnownFiles): boolean {
  const added = (uri: Uri): number =>
    drafts
      .flatMap((d) => d.changes)
      .filter(
        (c) =>
          (c.kind === 'insert-document' && c.before.uri === uri) || (c.kind === 'append-document' && c.uri === uri),
      ).length;
  const touched = new Set(edits.map((e) => e.uri));
  return files.all().every((f) => !touched.has(f.uri) || parsesAsBefore(f, edits, added(f.uri)));
}

/** The files that changes look at, each once. */
export function filesOf(changes: readonly Change[]): readonly Uri[] {
  return [...new Set(changes.map((c) => placeOf(c).uri))];
}

interface KnownFiles {
  get(uri: Uri): { readonly file: SourceFile; readonly outlines: readonly OutlineNode[] | undefined } | undefined;
  all(): readonly SourceFile[];
}

/** Files with the outlines of what is changed, each parsed once for all changes. Outlines only of YAML and JSON. */
function knownFiles(fileOf: (uri: Uri) => SourceFile | undefined, places: readonly Span[]): KnownFiles {
  const known = new Map<Uri, { readonly file: SourceFile; readonly outlines: readonly OutlineNode[] | undefined }>();
  return {
    get(uri) {
      const file = fileOf(uri);
      if (!file) return undefined;
      const made = known.get(uri) ?? {
        file,
        outlines:
          isStructured(uri) && !isTemplate(uri, file.text)
            ? outlinesOf(
                file,
                places.filter((p) => p.uri === uri),
              )
            : undefined,
      };
      known.set(uri, made);
      return made;
    },
    all: () => [...known.values()].map((k) => k.file),
  };
}

function isStructured(uri: Uri): boolean {
  return /\.(?:ya?ml|jsonc?)$/i.test(uri);
}

function editsOf(change: Exclude<Change, { kind: 'remove' }>, files: KnownFiles): readonly TextEdit[] | undefined {
  const place = placeOf(change);
  const known = files.get(place.uri);
  if (!known || place.start < 0 || place.start > place.end || place.end > known.file.text.length) return undefined;
  const { file, outlines } = known;
  // The first action makes a template of it.
  if (isTemplate(file.uri, file.text) || (change.kind === 'replace' && isTemplate(file.uri, change.text)))
    return change.kind === 'replace' || change.kind === 'rewrite'
      ? replaceLiteral(file, place, change.text)
      : undefined;
  switch (change.kind) {
    case 'replace':
      if (change.bare) return outlines && bareScalar(nodeAt(outlines, place), place, change.text);
      return outlines
        ? replaceScalar(file, nodeAt(outlines, place), place, change.text)
        : replaceInLine(file, place, change.text);
    case 'rewrite':
      return [replace(place, change.text)];
    case 'insert-key':
      return outlines && insertKey(file, nodeAt(outlines, place), change);
    case 'replace-entry':
      return outlines && replaceEntry(file, outlines, nodeAt(outlines, place), change);
    case 'insert-item':
      return outlines && insertItem(file, nodeAt(outlines, place), change.value);
    case 'insert-name':
      return outlines && insertName(file, nodeAt(outlines, place), change.name);
    case 'insert-line':
      return insertLine(file, change);
    case 'insert-document':
      return insertDocument(file, change);
    case 'append-document':
      return appendDocument(file, change.text);
  }
}

/** A whole scalar without its quotes. */
function bareScalar(node: OutlineNode | undefined, at: Span, text: string): readonly TextEdit[] | undefined {
  const quotes = node?.style === 'single' || node?.style === 'double' ? 1 : 0;
  if (node?.kind !== 'scalar' || at.end - at.start + 2 * quotes < node.end - node.start) return undefined;
  return [replace({ uri: at.uri, start: node.start, end: node.end }, text)];
}

function placeOf(change: Change): Span {
  switch (change.kind) {
    case 'insert-key':
    case 'replace-entry':
      return change.map;
    case 'insert-item':
      return change.seq;
    case 'insert-name':
      return change.beside;
    case 'insert-line':
      return { uri: change.uri, start: change.offset, end: change.offset };
    case 'insert-document':
      return change.before;
    case 'append-document':
      return { uri: change.uri, start: 0, end: 0 };
    case 'replace':
    case 'rewrite':
    case 'remove':
      return change.at;
  }
}

function removalsOf(uri: Uri, spans: readonly Span[], files: KnownFiles): readonly TextEdit[] | undefined {
  const known = files.get(uri);
  if (!known || spans.some((s) => s.start < 0 || s.start > s.end || s.end > known.file.text.length)) return undefined;
  if (isTemplate(uri, known.file.text)) return undefined;
  return known.outlines ? removeNodes(known.file, known.outlines, spans) : removeFromLines(known.file, spans);
}

/** Insertions at one point become one, in the order in which they were asked for. */
function joinInsertions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const out: TextEdit[] = [];
  for (const e of edits) {
    const at = out.findIndex((o) => e.start === e.end && o.start === e.start && o.end === e.end && o.uri === e.uri);
    const other = out[at];
    if (other && other.newText !== e.newText) out[at] = { ...other, newText: other.newText + e.newText };
    else out.push(e);
  }
  return out;
}

/** With as many documents more as are asked for, and no new problem in those that changed. */
function parsesAsBefore(file: SourceFile, edits: readonly TextEdit[], added: number): boolean {
  if (!isStructured(file.uri) || isTemplate(file.uri, file.text)) return true;
  const after = sourceFile(file.uri, applyEdits(file.text, file.uri, edits));
  if (isTemplate(after.uri, after.text)) return true;
  const was = documentsOf(file);
  const is = documentsOf(after);
  const same = (d: YamlDocument | undefined, e: YamlDocument | undefined): boolean =>
    d !== undefined && e !== undefined && textOf(d) === textOf(e);
  const shorter = Math.min(was.length, is.length);
  let head = 0;
  while (head < shorter && same(was[head], is[head])) head++;
  let tail = 0;
  while (tail < shorter - head && same(was.at(-1 - tail), is.at(-1 - tail))) tail++;
  const problems = (all: readonly YamlDocument[]): number =>
    all.slice(head, all.length - tail).reduce((n, d) => n + documentProblems(d).length, 0);
  return is.length === was.length + added && problems(is) <= problems(was);
}

function textOf({ file, start, end }: YamlDocument): string {
  return file.text.slice(start, end);
}
