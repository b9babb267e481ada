import { documentsOf } from '../syntax/documents';
import type { DocumentHead } from '../syntax/documents';
import { buildTree } from '../syntax/flat';
import type { Entry, Node, ScalarNode, SyntaxProblem } from '../syntax/tree';
import type { ParsedYaml } from '../syntax/yaml';
import { parseYamlText } from '../syntax/parseMemo';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { sourceFile } from '../text/source';
import { BLOCK_MARK, VALUE_MARK, hasMark } from './marks';

/** One `---` document of a rendered text. */
export interface RenderedDocument {
  /** The rendered text. */
  readonly text: MappedText;
  /** Range in it. */
  readonly start: number;
  readonly end: number;
  readonly head: DocumentHead;
  /** Made at each call. `undefined` when the document is empty. Unknown scalars are unknown nodes; see {@link renderedDocuments}. */
  readonly root: Node | undefined;
  /** What the YAML parser could not read, with offsets in the rendered text. */
  readonly problems: readonly SyntaxProblem[];
  /** Whether anything in it is unknown. */
  readonly open: boolean;
}

/** The key of an entry that stands for others that are unknown. No file has such a key. */
export const UNKNOWN_KEY = BLOCK_MARK;

/**
 * The documents of a rendered text as trees, ready for the formats. Unknown parts are in them like this:
 * - a scalar on one line with an unknown part is an unknown node (`because` says why);
 * - a text of several lines keeps its known lines, the mark stands in it (no token with it means anything);
 * - a map that may have other entries has an entry with {@link UNKNOWN_KEY} and an unknown value, a list that may have
 *   other items an unknown item; so have all maps and lists around them that were not closed at that place, since unknown
 *   lines may go on with any of them. Such an object is to be treated as a fragment: what it does not say may be there.
 */
export function renderedDocuments(text: MappedText): readonly RenderedDocument[] {
  // The text is split as a file of its own; its trees stand in the mapped text.
  const file = sourceFile(`${text.whole.uri}#rendered`, text.text);
  return documentsOf(file).map(({ start, end, head }) => {
    const body = text.text.slice(start, end);
    const open = hasMark(body);
    let parsed: ParsedYaml | undefined;
    // Most kinds of objects are never read, and their documents never parsed.
    const parse = () => (parsed ??= parseYamlText(body));
    return {
      text,
      start,
      end,
      head,
      open,
      get root() {
        const tree = buildTree(parse().tree, text, start);
        return open && tree ? openTree(tree, text, start, end) : tree;
      },
      get problems() {
        return parse().problems.map((p) => ({ ...p, start: p.start + start, end: p.end + start }));
      },
    };
  });
}

function openTree(tree: Node, text: MappedText, start: number, end: number): Node {
  const marks: number[] = [];
  for (let at = text.text.indexOf(BLOCK_MARK, start); at >= 0 && at < end; at = text.text.indexOf(BLOCK_MARK, at + 1)) {
    marks.push(at);
  }
  const scalars = marks.length > 0 ? scalarsOf(tree) : [];
  // Inside a text the mark is a part of that text and says nothing about what is around it.
  const outside = marks.filter((at) => !scalars.some((s) => s.start <= at && at < s.end));
  return opened(tree, { text, marks: outside }, start, end);
}

function scalarsOf(node: Node): readonly Node[] {
  if (node.kind === 'map') return node.entries.flatMap((e) => scalarsOf(e.value));
  if (node.kind === 'seq') return node.items.flatMap(scalarsOf);
  return [node];
}

interface Opening {
  readonly text: MappedText;
  /** Offsets of block marks, ascending. */
  readonly marks: readonly number[];
}

/** Whether a block mark stands in `[from, to)`. */
function markIn({ marks }: Opening, from: number, to: number): number | undefined {
  return marks.find((at) => at >= from && at < to);
}

function because(text: MappedText, at: number): string {
  const [segment] = sliceMapped(text, at, at + 1).segments;
  return segment?.origin && 'kind' in segment.origin ? segment.origin.because : 'a part of the template is unknown';
}

/** The node as it is between `from` and `to`: the place up to which nothing else of the tree stands. */
function opened(node: Node, opening: Opening, from: number, to: number): Node {
  if (node.kind === 'map') {
    const entries = node.entries.map((e, i): Entry => {
      const until = node.entries[i + 1]?.key.start ?? to;
      return { key: e.key, value: opened(e.value, opening, e.key.end, until) };
    });
    const at = markIn(opening, from, to);
    const unsure = node.entries.some((e) => e.key.value.includes(VALUE_MARK));
    if (at === undefined && !unsure) return { ...node, entries };
    const value = unknownAt(node, opening, at ?? node.start);
    const key: ScalarNode = { ...value, kind: 'scalar', value: UNKNOWN_KEY, type: 'string', style: 'plain' };
    return { ...node, entries: [...entries, { key, value }] };
  }
  if (node.kind === 'seq') {
    const items = node.items.map((item, i) => {
      const until = node.items[i + 1]?.start ?? to;
      return opened(item, opening, item.start, until);
    });
    const at = markIn(opening, from, to);
    return at === undefined ? { ...node, items } : { ...node, items: [...items, unknownAt(node, opening, at)] };
  }
  return openedLeaf(node, opening, from, to);
}

function openedLeaf(node: Node, opening: Opening, from: number, to: number): Node {
  if (node.kind !== 'scalar') return node;
  const mark = node.value.indexOf(VALUE_MARK);
  const lines = node.style === 'literal' || node.style === 'folded' || node.value.includes('\n');
  if (mark >= 0 && !lines) {
    const written = opening.text.text.indexOf(VALUE_MARK, node.start);
    return unknownAt(node, opening, written >= 0 && written < node.end ? written : node.start);
  }
  if (node.type === 'null' && node.start === node.end) {
    // `key:` with unknown lines below it may have any value.
    const at = markIn(opening, from, to);
    if (at !== undefined) return unknownAt(node, opening, at);
  }
  return node;
}

function unknownAt(node: Node, { text }: Opening, at: number): Node & { kind: 'unknown' } {
  const { source } = node;
  const length = text.text.charAt(at) === VALUE_MARK || text.text.charAt(at) === BLOCK_MARK ? 1 : 0;
  return { kind: 'unknown', source, start: at, end: at + length, because: because(text, at) };
}
