import type { Change, Written } from '../text/change';
import type { TextEdit } from '../text/edit';
import { replace } from '../text/edit';
import type { SourceFile } from '../text/source';
import { lineEnd, lineStart, positionAt } from '../text/source';
import type { Range, Span } from '../text/span';
import { eolOf, wholeLines } from './lineEdits';
import type { OutlineNode } from './outline';
import { eachNode, nodeAt } from './outline';
import { blockStyleOf, entryLines, flowText, isJson, itemLines, jsonText } from './written';

/*
 * Edits of YAML and JSON collections and scalars, block and flow style. Everything is done on the text: what an edit does
 * not touch stays as its writer wrote it.
 */

/** Other characters for a scalar or a part of it, in its own quotes; quotes are added when plain style cannot hold them. */
export function replaceScalar(
  file: SourceFile,
  node: OutlineNode | undefined,
  at: Span,
  text: string,
): readonly TextEdit[] | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const quoted = node.style === 'single' || node.style === 'double';
  const whole = at.start === node.start && at.end === node.end;
  if (quoted) {
    const inner = { uri: at.uri, start: whole ? node.start + 1 : at.start, end: whole ? node.end - 1 : at.end };
    if (inner.start <= node.start || inner.end >= node.end) return undefined;
    if (node.style === 'double') return [replace(inner, JSON.stringify(text).slice(1, -1))];
    return text.includes('\n') ? undefined : [replace(inner, text.replaceAll("'", "''"))];
  }
  if (/[\r\n]/.test(text)) return undefined;
  if (node.style === 'block') return whole ? undefined : [replace(at, text)];
  return replacePlain(file, node, at, text);
}

function replacePlain(file: SourceFile, node: OutlineNode, at: Span, text: string): readonly TextEdit[] {
  const made = file.text.slice(node.start, at.start) + text + file.text.slice(at.end, node.end);
  if (node.json ? isJson(made) : isPlain(made, node.parent?.flow === true)) return [replace(at, text)];
  return [replace({ uri: at.uri, start: node.start, end: node.end }, JSON.stringify(made))];
}

/** Whether a text can stand without quotes and mean itself, also to readers of YAML 1.1 (`22:22` is a number to them). */
function isPlain(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || /^[,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|: |\s#|:$/.test(text)) return false;
  if (/^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return false;
  return !(flow && /[,[\]{}]/.test(text));
}

/** What is to be taken out of a collection: items of a sequence, entries of a map, by their place. */
type Removals = Map<OutlineNode, Set<number>>;

/** Takes entries and items away. What would leave a collection empty takes its key away, or leaves `[]`. */
export function removeNodes(
  file: SourceFile,
  outlines: readonly OutlineNode[],
  spans: readonly Span[],
): readonly TextEdit[] | undefined {
  const removals: Removals = new Map();
  for (const span of spans) {
    const slot = slotOf(outlines, span);
    if (!slot) return undefined;
    mark(removals, slot.parent, slot.index);
  }
  const emptied = promote(removals);
  const edits: TextEdit[] = [];
  for (const [parent, indexes] of removals) {
    const gone = partsOf(parent).filter((_, i) => indexes.has(i));
    if (gone.some((part) => losesAnchor(outlines, part))) return undefined;
    const made = parent.flow ? removeFlow(file, parent, indexes) : removeBlock(file, parent, indexes);
    if (!made) return undefined;
    edits.push(...made);
  }
  for (const node of emptied) {
    if (partsOf(node).some((part) => losesAnchor(outlines, part))) return undefined;
    edits.push(emptiedEdit(file, node));
  }
  return edits;
}

/** `[]` or `{}` in place of a collection, on the line of its key where it stood below. */
function emptiedEdit(file: SourceFile, node: OutlineNode): TextEdit {
  const before = file.text.slice(0, node.start);
  const start = /:\s+$/.test(before) ? before.trimEnd().length : node.start;
  const empty = node.kind === 'seq' ? '[]' : '{}';
  return { uri: file.uri, start, end: trimmedEnd(file, node.end), newText: start < node.start ? ` ${empty}` : empty };
}

interface Slot {
  readonly parent: OutlineNode;
  readonly index: number;
}

function slotOf(outlines: readonly OutlineNode[], span: Span): Slot | undefined {
  const node = nodeAt(outlines, span);
  if (!node) return undefined;
  const exact = node.start === span.start && node.end === span.end;
  if (node.kind === 'map' && !exact) {
    const index = partsOf(node).findIndex((p) => p.start <= span.start && span.end <= p.end);
    if (index >= 0) return { parent: node, index };
  }
  return placeOf(node);
}

function placeOf(node: OutlineNode): Slot | undefined {
  if (!node.parent) return undefined;
  return { parent: node.parent, index: node.parent.kind === 'map' ? node.index >> 1 : node.index };
}

function mark(removals: Removals, parent: OutlineNode, index: number): void {
  removals.set(parent, (removals.get(parent) ?? new Set<number>()).add(index));
}

/** Collections that would be left empty go themselves; those whose own collection would be left empty are returned. */
function promote(removals: Removals): readonly OutlineNode[] {
  const emptied: OutlineNode[] = [];
  for (const [parent, indexes] of removals) {
    if (indexes.size < partsOf(parent).length) continue;
    removals.delete(parent);
    const place = placeOf(parent);
    if (place && (partsOf(place.parent).length > 1 || place.parent.kind === 'seq'))
      mark(removals, place.parent, place.index);
    else emptied.push(parent);
  }
  return emptied;
}

interface Part extends Range {
  readonly nodes: readonly OutlineNode[];
}

/** Items of a sequence, or entries of a map from key to value. */
function partsOf(node: OutlineNode): readonly Part[] {
  if (node.kind !== 'map') return node.children.map((c) => ({ start: c.start, end: c.end, nodes: [c] }));
  const parts: Part[] = [];
  for (let i = 0; i + 1 < node.children.length; i += 2) {
    const [key, value] = [node.children[i] as OutlineNode, node.children[i + 1] as OutlineNode];
    parts.push({ start: key.start, end: Math.max(key.end, value.end), nodes: [key, value] });
  }
  return parts;
}

/** Whether something outside of the part is an alias for an anchor in it. */
function losesAnchor(outlines: readonly OutlineNode[], part: Part): boolean {
  const anchors = new Set<string>();
  for (const node of part.nodes)
    eachNode(node, (n) => n.anchor !== undefined && n.kind !== 'alias' && anchors.add(n.anchor));
  if (anchors.size === 0) return false;
  let used = false;
  const inside = (n: OutlineNode) => part.start <= n.start && n.end <= part.end;
  for (const o of outlines)
    eachNode(o, (n) => (used ||= n.kind === 'alias' && anchors.has(n.anchor ?? '') && !inside(n)));
  return used;
}

function removeFlow(
  file: SourceFile,
  parent: OutlineNode,
  indexes: ReadonlySet<number>,
): readonly TextEdit[] | undefined {
  const parts = partsOf(parent);
  if (parts.some((p, i) => (indexes.has(i) || indexes.has(i - 1)) && p.nodes[0]?.anchor !== undefined))
    return undefined;
  let tail = parts.length;
  while (indexes.has(tail - 1)) tail--;
  const ranges: Range[] = [];
  for (const i of indexes)
    if (i < tail) ranges.push({ start: (parts[i] as Part).start, end: (parts[i + 1] as Part).start });
  if (tail < parts.length) ranges.push({ start: (parts[tail - 1] as Part).end, end: (parts.at(-1) as Part).end });
  return ranges.map((r) => ({ uri: file.uri, start: r.start, end: r.end, newText: '' }));
}

function removeBlock(
  file: SourceFile,
  parent: OutlineNode,
  indexes: ReadonlySet<number>,
): readonly TextEdit[] | undefined {
  const parts = partsOf(parent);
  const edits: TextEdit[] = [];
  for (const i of indexes) {
    const part = parts[i] as Part;
    const start = parent.kind === 'seq' ? dashOf(file, part.start) : part.start;
    const { line } = positionAt(file, start ?? 0);
    if (start === undefined || file.text[start] === '?') return undefined;
    const next = parts[i + 1];
    if (file.text.slice(lineStart(file, line), start).trim() === '') {
      const last = positionAt(file, Math.max(start, trimmedEnd(file, part.end))).line;
      edits.push(wholeLines(file, line, last));
    } else if (next) {
      // The first entry of a map that starts behind a dash: the next one takes its place.
      const nextStart = parent.kind === 'seq' ? dashOf(file, next.start) : next.start;
      if (nextStart === undefined) return undefined;
      edits.push({ uri: file.uri, start, end: nextStart, newText: '' });
    } else return undefined;
  }
  return edits;
}

/** Offset of the dash of the block item that starts at `at`, over anchor and tag. */
function dashOf(file: SourceFile, at: number): number | undefined {
  const before = file.text.slice(Math.max(0, at - 300), at);
  const m = /-(?:[ \t]+(?:[&!]\S*[ \t]+)*|[ \t]*\r?\n[ \t]*|)$/.exec(before);
  return m ? at - m[0].length : undefined;
}

/** The end of a node without the white space that block values take in. */
function trimmedEnd(file: SourceFile, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(file.text[at - 1] as string)) at--;
  return at;
}

/** Adds an entry to a map. */
export function insertKey(
  file: SourceFile,
  found: OutlineNode | undefined,
  change: Extract<Change, { kind: 'insert-key' }>,
): readonly TextEdit[] | undefined {
  const map = nearest(found, 'map');
  if (!map) return undefined;
  if (map.flow) return insertFlow(file, map, flowEntry(map, change), change.first === true);
  const first = map.children[0];
  if (!first) return undefined;
  const indent = indentOf(file, first.start);
  const text = blockEntry(file, map, change);
  if (change.first)
    return [{ uri: file.uri, start: first.start, end: first.start, newText: `${text}${eolOf(file)}${indent}` }];
  return insertBehind(file, map, `${indent}${text}`);
}

/** Another entry in place of one of the map that a node stands in. */
export function replaceEntry(
  file: SourceFile,
  outlines: readonly OutlineNode[],
  found: OutlineNode | undefined,
  change: Extract<Change, { kind: 'replace-entry' }>,
): readonly TextEdit[] | undefined {
  const map = nearest(found, 'map');
  const part = map && partsOf(map).find(({ nodes: [key] }) => key && nameOf(file, key) === change.old);
  if (!part || part.nodes.some((n) => n.anchor !== undefined) || losesAnchor(outlines, part)) return undefined;
  const newText = map.flow ? flowEntry(map, change) : blockEntry(file, map, change);
  return [{ uri: file.uri, start: part.start, end: contentEnd(file, part.nodes), newText }];
}

/** The end of the last characters of some nodes: block collections take in the comments behind them. */
function contentEnd(file: SourceFile, nodes: readonly OutlineNode[]): number {
  const ends = nodes.map((n) =>
    n.flow || n.children.length === 0 ? trimmedEnd(file, n.end) : contentEnd(file, n.children),
  );
  return Math.max(...ends);
}

function nameOf(file: SourceFile, key: OutlineNode): string {
  return file.text.slice(key.start, key.end).replaceAll(/^(['"])(.*)\1$/g, '$2');
}

type NewEntry = Pick<Extract<Change, { kind: 'insert-key' }>, 'key' | 'value'>;

function flowEntry(map: OutlineNode, { key, value }: NewEntry): string {
  return map.json ? `${JSON.stringify(key)}: ${jsonText(value)}` : `${key}: ${flowText(value)}`;
}

/** An entry of a block map, indented as the map's others from its second line on. */
function blockEntry(file: SourceFile, map: OutlineNode, { key, value }: NewEntry): string {
  const indent = indentOf(file, map.children[0]?.start ?? map.start);
  return entryLines(key, value, blockStyleOf(file, map)).join(`${eolOf(file)}${indent}`);
}

/** Adds an item at the end of a sequence. */
export function insertItem(
  file: SourceFile,
  found: OutlineNode | undefined,
  value: Written,
): readonly TextEdit[] | undefined {
  const seq = nearest(found, 'seq');
  if (!seq) return undefined;
  if (seq.flow) return insertFlow(file, seq, seq.json ? jsonText(value) : flowText(value), false);
  const dash = seq.children[0] && dashOf(file, seq.children[0].start);
  if (dash === undefined) return undefined;
  const lines = itemLines(value, blockStyleOf(file, seq)).map((line) => indentOf(file, dash) + line);
  return insertBehind(file, seq, lines.join(eolOf(file)));
}

/** Adds a name to the list or map of names that a node stands in. */
export function insertName(
  file: SourceFile,
  found: OutlineNode | undefined,
  name: string,
): readonly TextEdit[] | undefined {
  const seq = nearest(found, 'seq');
  const map = nearest(found, 'map');
  if (seq && (!map || seq.start > map.start)) return insertItem(file, seq, name);
  if (!map) return undefined;
  if (map.flow) return insertFlow(file, map, map.json ? `${JSON.stringify(name)}: {}` : `${name}: {}`, false);
  return map.children[0] && insertBehind(file, map, `${indentOf(file, map.children[0].start)}${name}:`);
}

function nearest(node: OutlineNode | undefined, kind: 'map' | 'seq'): OutlineNode | undefined {
  let here = node;
  while (here && here.kind !== kind) here = here.parent;
  return here;
}

/** Blanks as wide as the line up to an offset. */
function indentOf(file: SourceFile, offset: number): string {
  return file.text.slice(lineStart(file, positionAt(file, offset).line), offset).replaceAll(/[^\t]/g, ' ');
}

/** A line of its own behind the last line of a block collection. */
function insertBehind(file: SourceFile, node: OutlineNode, text: string): readonly TextEdit[] {
  const last = node.children.at(-1);
  const end = Math.max(trimmedEnd(file, last?.end ?? node.end), node.children.at(-2)?.end ?? 0);
  const at = lineEnd(file, positionAt(file, end).line);
  return [{ uri: file.uri, start: at, end: at, newText: `${eolOf(file)}${text}` }];
}

function insertFlow(file: SourceFile, node: OutlineNode, text: string, first: boolean): readonly TextEdit[] {
  const parts = partsOf(node);
  const last = parts.at(-1);
  const head = parts[0];
  if (!last || !head) return [{ uri: file.uri, start: node.start + 1, end: node.end - 1, newText: text }];
  const at = first ? head.start : last.end;
  const { line, character } = positionAt(file, first ? head.start : last.start);
  const own = file.text.slice(lineStart(file, line), lineStart(file, line) + character).trim() === '';
  const gap = own ? `${eolOf(file)}${indentOf(file, lineStart(file, line) + character)}` : ' ';
  return [{ uri: file.uri, start: at, end: at, newText: first ? `${text},${gap}` : `,${gap}${text}` }];
}
