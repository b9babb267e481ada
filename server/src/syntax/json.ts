import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node as JsonNode, ParseError } from 'jsonc-parser';
import { FlatWriter, NodeFlag } from './flat';
import type { SyntaxProblem } from './tree';
import type { ParsedYaml } from './yaml';

const DEPTH_LIMIT = 200;

/** Parses JSON with comments and trailing commas into the same flat tree as YAML. Total. */
export function parseJson(text: string): ParsedYaml {
  const writer = new FlatWriter();
  const problems: SyntaxProblem[] = [];
  try {
    const errors: ParseError[] = [];
    const root = deep(text) ? undefined : parseTree(text, errors, { allowTrailingComma: true });
    for (const e of errors.slice(0, 20))
      problems.push({ start: e.offset, end: e.offset + e.length, message: printParseErrorCode(e.error) });
    if (root) write(root, writer, 0);
    else if (errors.length === 0)
      problems.push({ start: 0, end: 0, message: `nested deeper than ${DEPTH_LIMIT} levels` });
  } catch (error) {
    // The library recurses: hostile nesting ends in a RangeError.
    problems.push({
      start: 0,
      end: 0,
      message: `not readable as JSON: ${error instanceof Error ? error.message : 'unknown'}`,
    });
  }
  return { tree: writer.finish(), problems };
}

function deep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34 && text.charCodeAt(i) !== 10; i++)
        if (text.charCodeAt(i) === 92) i++;
    } else if (c === 91 || c === 123) {
      if (++depth > DEPTH_LIMIT) return true;
    } else if (c === 93 || c === 125) depth--;
  }
  return false;
}

const TYPES: Readonly<Record<string, number>> = { null: NodeFlag.null, boolean: NodeFlag.bool };

function write(node: JsonNode, out: FlatWriter, depth: number): void {
  const start = node.offset;
  const end = node.offset + node.length;
  if (depth > DEPTH_LIMIT) return out.unknown(start, end, 'nested too deeply');
  if (node.type === 'object') {
    const at = out.open(NodeFlag.map | NodeFlag.flow, start, end);
    for (const p of node.children ?? []) {
      const [key, value] = p.children ?? [];
      if (!key) continue;
      out.scalar(String(key.value), NodeFlag.double, key.offset, key.offset + key.length, 0, undefined);
      if (value) write(value, out, depth + 1);
      else out.scalar('', NodeFlag.null, key.offset + key.length, key.offset + key.length, 0, undefined);
    }
    out.close(at);
  } else if (node.type === 'array') {
    const at = out.open(NodeFlag.seq | NodeFlag.flow, start, end);
    for (const c of node.children ?? []) write(c, out, depth + 1);
    out.close(at);
  } else if (node.type === 'string') out.scalar(String(node.value), NodeFlag.double, start, end, 0, undefined);
  else if (node.type === 'number')
    out.scalar(undefined, Number.isInteger(node.value) ? NodeFlag.int : NodeFlag.float, start, end, 0, undefined);
  else out.scalar(undefined, TYPES[node.type] ?? 0, start, end, 0, undefined);
}
