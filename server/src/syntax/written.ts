import type { Written, WrittenMap } from '../text/change';
import type { SourceFile } from '../text/source';
import { positionAt } from '../text/source';
import type { OutlineNode } from './outline';
import { eachNode } from './outline';

/*
 * New values as text: in flow style, or in block style as the file around them writes it.
 */

/** How far block collections are indented: maps below their key, the dashes of lists below theirs. In columns. */
export interface BlockStyle {
  readonly step: number;
  readonly dash: number;
}

/** A value in flow style. */
export function flowText(value: Written): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flowText(inner)}`)
    .join(', ')} }`;
}

/** A value as JSON: flow YAML that is none becomes a string. */
export function jsonText(value: Written): string {
  if (typeof value === 'string')
    return isJson(value) ? value : JSON.stringify(value.replaceAll(/^(['"])(.*)\1$/g, '$2'));
  if (isList(value)) return `[${value.map(jsonText).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${jsonText(inner)}`);
  return `{ ${entries.join(', ')} }`;
}

/** Whether a text is JSON as it stands. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The lines of an entry in block style, the first without indentation. */
export function entryLines(key: string, value: Written, style: BlockStyle): readonly string[] {
  if (typeof value === 'string') return [`${key}: ${value}`];
  return [`${key}:`, ...indented(blockLines(value, style), isList(value) ? style.dash : style.step)];
}

function blockLines(value: Exclude<Written, string>, style: BlockStyle): readonly string[] {
  if (!isList(value)) return Object.entries(value).flatMap(([key, inner]) => entryLines(key, inner, style));
  return value.flatMap((item) => itemLines(item, style));
}

/** The lines of an item of a list in block style, the first without indentation. */
export function itemLines(item: Written, style: BlockStyle): readonly string[] {
  if (typeof item === 'string') return [`- ${item}`];
  const [first = '', ...rest] = blockLines(item, style);
  return [`- ${first}`, ...indented(rest, 2)];
}

function isList(value: Exclude<Written, string>): value is Exclude<Written, string | WrittenMap> {
  return Array.isArray(value);
}

function indented(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => ' '.repeat(by) + line);
}

/** The style of the document that a node is of, by the first collections in it; two columns where there are none. */
export function blockStyleOf(file: SourceFile, node: OutlineNode): BlockStyle {
  let root = node;
  while (root.parent) root = root.parent;
  let step: number | undefined;
  let dash: number | undefined;
  const column = (n: OutlineNode): number => positionAt(file, n.start).character;
  eachNode(root, (n) => {
    const { parent } = n;
    const key = parent?.kind === 'map' && !parent.flow && !n.flow ? parent.children[n.index - 1] : undefined;
    if (!key || n.index % 2 === 0 || positionAt(file, key.start).line === positionAt(file, n.start).line) return;
    if (n.kind === 'map') step ??= column(n) - column(key);
    if (n.kind === 'seq') dash ??= column(n) - column(key);
  });
  return { step: positive(step) ?? 2, dash: dash !== undefined && dash >= 0 ? dash : 2 };
}

function positive(n: number | undefined): number | undefined {
  return n !== undefined && n > 0 ? n : undefined;
}
