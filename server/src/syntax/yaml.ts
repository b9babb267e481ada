import { Composer, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node as LibraryNode, Pair, Scalar } from 'yaml';
import type { FlatTree } from './flat';
import { FlatWriter, NodeFlag } from './flat';
import type { SyntaxProblem } from './tree';

/** Nesting deeper than this is not read: no infra file is, and recursion must stay bounded. */
const DEPTH_LIMIT = 200;

/** What one `---` document becomes. Offsets are relative to the text given. */
export interface ParsedYaml {
  readonly tree: FlatTree;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Parses the text of one YAML document (1.2 core schema). Total: on bad input the tree holds what could be read, and
 * `problems` says what could not. Only this module and its neighbours know the library.
 */
export function parseYamlDocument(text: string): ParsedYaml {
  const writer = new FlatWriter();
  const problems: SyntaxProblem[] = [];
  if (tooDeep(text)) {
    problems.push({ start: 0, end: Math.min(text.length, 1), message: `nested deeper than ${DEPTH_LIMIT} levels` });
    return { tree: writer.finish(), problems };
  }
  try {
    const document = compose(text);
    if (document) {
      for (const e of document.errors.slice(0, 20)) {
        // Broken YAML reads `message` lazily from long texts; one line is enough.
        problems.push({ start: e.pos[0], end: Math.max(e.pos[0], e.pos[1]), message: firstLine(e.message) });
      }
      write(document.contents, text, writer, 0);
    }
  } catch (error) {
    problems.push({ start: 0, end: 0, message: `not readable as YAML: ${firstLine(String(error))}` });
  }
  return { tree: writer.finish(), problems };
}

function compose(text: string): Document.Parsed | undefined {
  const composer = new Composer({
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    strict: false,
    keepSourceTokens: false,
  });
  let first: Document.Parsed | undefined;
  for (const token of new Parser().parse(text)) {
    for (const document of composer.next(token)) first ??= document;
  }
  for (const document of composer.end(true, text.length)) first ??= document;
  return first;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** A cheap look at nesting: flow brackets and indentation. The library recurses, so its stack must be spared. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) {
      if (++depth > DEPTH_LIMIT) return true;
    } else if ((c === 93 || c === 125) && depth > 0) depth--;
    else if (c === 10) {
      let indent = 0;
      while (text.charCodeAt(i + 1 + indent) === 32) indent++;
      if (indent > DEPTH_LIMIT * 4) {
        // Deep indentation alone is legal inside block scalars; only structure counts.
        const next = text.charCodeAt(i + 1 + indent);
        if (next === 45 && text.charCodeAt(i + 2 + indent) === 32) return true;
      }
      // A line cannot close what earlier lines left open in plain text (`[` in prose), so prose never adds up.
      if (indent === 0 && text.charCodeAt(i + 1) !== 93 && text.charCodeAt(i + 1) !== 125 && depth < 50) depth = 0;
    }
  }
  return /^(?:[ ]*(?:- ?){200})/m.test(text);
}

function write(node: LibraryNode | null, text: string, out: FlatWriter, depth: number): void {
  if (node === null || node === undefined) {
    out.scalar('', NodeFlag.null, 0, 0, 0, undefined);
    return;
  }
  const [start, end] = rangeOf(node);
  if (depth > DEPTH_LIMIT) {
    out.unknown(start, end, 'nested too deeply');
    return;
  }
  if (isAlias(node)) out.alias(start, end, node.source);
  else if (isScalar(node)) writeScalar(node, text, out, start, end);
  else if (isMap(node)) {
    const at = out.open(NodeFlag.map | (node.flow ? NodeFlag.flow : 0), start, end, node.anchor, node.tag);
    for (const pair of node.items as Pair<LibraryNode, LibraryNode | null>[]) writePair(pair, text, out, depth + 1);
    out.close(at);
  } else if (isSeq(node)) {
    const at = out.open(NodeFlag.seq | (node.flow ? NodeFlag.flow : 0), start, end, node.anchor, node.tag);
    for (const item of node.items as (LibraryNode | null)[]) write(item, text, out, depth + 1);
    out.close(at);
  } else out.unknown(start, end, 'an unknown kind of YAML node');
}

function writePair(pair: Pair<LibraryNode, LibraryNode | null>, text: string, out: FlatWriter, depth: number): void {
  const key: unknown = pair.key;
  const [, keyEnd] = rangeOf(pair.key);
  // Only scalar keys can be asked for; a complex key keeps its place under a name that nothing asks for.
  if (isScalar(key)) writeScalar(key, text, out, ...rangeOf(key));
  else out.scalar('\u0000complex', NodeFlag.double, ...rangeOf(pair.key), 0, undefined);
  if (pair.value === null || pair.value === undefined) out.scalar('', NodeFlag.null, keyEnd, keyEnd, 0, undefined);
  else write(pair.value, text, out, depth);
}

function rangeOf(node: LibraryNode | null): [number, number] {
  const range = node?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

const STYLE: Readonly<Record<string, number>> = {
  QUOTE_SINGLE: NodeFlag.single,
  QUOTE_DOUBLE: NodeFlag.double,
  BLOCK_LITERAL: NodeFlag.literal,
  BLOCK_FOLDED: NodeFlag.folded,
};

function writeScalar(node: Scalar, text: string, out: FlatWriter, start: number, end: number): void {
  const style = STYLE[node.type ?? ''] ?? 0;
  const raw = text.slice(start, end);
  const tag = node.tag && !node.tag.startsWith('tag:yaml.org,2002:') ? node.tag : undefined;
  if (style === 0) {
    const value = typeof node.value === 'string' ? node.value : raw;
    out.scalar(value === raw ? undefined : value, plainType(node.value), start, end, 0, node.anchor, tag);
    return;
  }
  const value = typeof node.value === 'string' ? node.value : (node.source ?? raw);
  out.scalar(value, style, start, end, 0, node.anchor, tag);
}

function plainType(value: unknown): number {
  if (value === null || value === undefined) return NodeFlag.null;
  if (typeof value === 'boolean') return NodeFlag.bool;
  if (typeof value === 'number' || typeof value === 'bigint')
    return Number.isInteger(Number(value)) ? NodeFlag.int : NodeFlag.float;
  return 0;
}
