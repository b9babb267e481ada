import { buildTree } from '../syntax/flat';
import { parseJson } from '../syntax/json';
import { parseYamlText } from '../syntax/parseMemo';
import { valueOfNode } from './fromTree';
import { hasMark, BLOCK_MARK } from './marks';
import type { Rope } from './rope';
import { toMapped } from './rope';
import type { Call } from './state';
import { callSpan } from './state';
import type { Value } from './value';
import { NIL } from './value';

/** What `fromYaml` and `fromJson` read. */
export interface ParsedData {
  readonly value: Value;
  /** The first problem of the parser. */
  readonly problem?: string;
  /** Lines are unknown: nothing is known about the structure. */
  readonly open: boolean;
}

/** Reads YAML or JSON text as a value whose scalars keep their places. */
export function parseData(call: Call, rope: Rope, json: boolean): ParsedData {
  const { text } = rope;
  const parsed = json ? parseJson(text) : parseYamlText(text);
  const tree = buildTree(parsed.tree, toMapped(rope, callSpan(call)), 0);
  const [problem] = parsed.problems;
  const value = tree ? valueOfNode(tree, undefined) : NIL;
  const open = text.includes(BLOCK_MARK);
  return {
    value: hasMark(text) ? withUnknowns(value) : value,
    open,
    ...(problem ? { problem: problem.message } : {}),
  };
}

/** Scalars that are nothing but a mark are unknown, whatever kind of value they stood for. */
function withUnknowns(value: Value): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map(withUnknowns) };
  if (value.kind === 'map') {
    const entries = new Map(
      [...value.entries].map(([key, entry]) => [key, { ...entry, value: withUnknowns(entry.value) }] as const),
    );
    return { ...value, entries };
  }
  if (value.kind === 'string' && hasMark(value.rope.text)) {
    const [run] = value.rope.runs;
    const because = run && 'kind' in run.origin ? run.origin.because : 'a part of it is unknown';
    return { kind: 'unknown', unknown: { kind: 'given', because } };
  }
  return value;
}
