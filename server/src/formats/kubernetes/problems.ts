import type { ProblemFact } from '../../facts';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import { siteOf } from '../../syntax/tree';
import { sliceMapped, traceAll } from '../../text/mapped';
import type { MappedText } from '../../text/mapped';
import type { Span } from '../../text/span';

/** A fix of a problem; its text goes into the file as it is. */
export type ProblemFix = ProblemFact['fixes'][number];

/** A problem at a node. Problems are certain: the API server judges what is written. */
export function problem(
  rule: ProblemFact['rule'],
  at: Node,
  message: string,
  more: {
    readonly severity?: ProblemFact['severity'];
    readonly fixes?: readonly (ProblemFix | undefined)[];
    readonly related?: ProblemFact['related'];
  } = {},
): ProblemFact {
  return {
    kind: 'problem',
    rule,
    site: siteOf(at),
    message,
    certainty: 'certain',
    ...(more.severity ? { severity: more.severity } : {}),
    fixes: (more.fixes ?? []).filter((f) => f !== undefined),
    related: more.related ?? [],
  };
}

/** The characters that make `[start, end)` of a text, when they stand in a file just so; the range is not empty. */
function written(source: MappedText, start: number, end: number): Span | undefined {
  const { origins, via } = traceAll(sliceMapped(source, start, end));
  const origin = origins.length === 1 ? origins[0] : undefined;
  if (origin?.kind !== 'text' || via.length > 0 || origin.span.end - origin.span.start !== end - start)
    return undefined;
  return origin.span;
}

/** Writes a scalar anew, quotes and all. */
export function rewrite(title: string, node: ScalarNode, newText: string, safe: boolean): ProblemFix | undefined {
  if (node.decoded) return undefined;
  const at = written(node.source, node.start, node.end);
  // Through an alias the same characters serve other places, where the old text may be right.
  return at && { title, at, newText, safe: safe && !node.shared };
}

/** Takes an entry with its line away; none where the line holds more than the entry. */
export function removeEntry(title: string, { key, value }: Entry): ProblemFix | undefined {
  if (key.source !== value.source || key.shared || value.shared) return undefined;
  return removeLines(title, key.source, key.start, Math.max(key.end, value.end), /^[ \t]*$/);
}

/** Takes an item of a block sequence with its dash and its lines away. */
export function removeItem(title: string, item: Node): ProblemFix | undefined {
  return item.shared ? undefined : removeLines(title, item.source, item.start, item.end, /^[ \t]*-[ \t]+$/);
}

function removeLines(
  title: string,
  source: MappedText,
  start: number,
  end: number,
  before: RegExp,
): ProblemFix | undefined {
  const { text } = source;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // A block collection may end behind the line break of its last line.
  const last = start + text.slice(start, end).trimEnd().length;
  const stop = text.indexOf('\n', last);
  const to = stop < 0 ? text.length : stop + 1;
  if (!before.test(text.slice(from, start)) || !/^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(last, to))) return undefined;
  const at = written(source, from, to);
  return at && { title, at, newText: '', safe: false };
}

/** Puts `key: value` in front of the first entry of a map. */
export function insertFirst(title: string, map: MapNode, key: string, value: string): ProblemFix | undefined {
  const first = map.entries[0]?.key;
  if (!first || map.shared || first.source !== map.source || first.shared) return undefined;
  const { text } = map.source;
  const lineStart = text.lastIndexOf('\n', first.start - 1) + 1;
  const lead = text.slice(lineStart, first.start);
  if (!map.flow && !/^[ \t-]*$/.test(lead)) return undefined;
  const eol = text.startsWith('\r\n', text.indexOf('\n', first.start) - 1) ? '\r\n' : '\n';
  const quote = map.flow && text.charAt(first.start) === '"' ? '"' : '';
  const entry = `${quote}${key}${quote}: ${quote}${value}${quote}`;
  const newText = map.flow ? `${entry}, ` : `${entry}${eol}${' '.repeat(lead.length)}`;
  const point = written(map.source, first.start, first.start + 1);
  return point && { title, at: { uri: point.uri, start: point.start, end: point.start }, newText, safe: false };
}
