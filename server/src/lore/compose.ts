import { UNSET } from '../facts/assembled';
import { decoded } from '../syntax/decode';
import type { Node, ScalarNode } from '../syntax/tree';
import { entriesOf, isNull, spanIn } from '../syntax/tree';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { parsePortMapping } from './portSyntax';
import { showPort } from '../facts/port';

/*
 * Small grammars of Compose files that merging and reading both need (formats.md §2).
 */

/** One variable, label or argument of a list (`K=V`) or map (`K: V`). */
export interface Pair {
  readonly key: MappedText;
  /** Absent for a key alone: its value comes from the environment. */
  readonly value?: MappedText;
  /** The item or entry. */
  readonly site: Span;
  /** The value is not a text: template syntax, a nested map. */
  readonly strange?: true;
}

/** The pairs of a list or map, in order; `strange` when something in it cannot be read, so that there may be more. */
export function keyValues(node: Node | undefined): { readonly pairs: readonly Pair[]; readonly strange?: string } {
  if (node === undefined || isNull(node)) return { pairs: [] };
  if (node.kind === 'map') return { pairs: mapPairs(node) };
  if (node.kind !== 'seq')
    return { pairs: [], strange: node.kind === 'unknown' ? node.because : say`it is neither a list nor a map` };
  const pairs: Pair[] = [];
  let strange: string | undefined;
  for (const item of node.items) {
    if (item.kind === 'map') pairs.push(...mapPairs(item));
    else if (item.kind === 'scalar') pairs.push(pairOf(item));
    else strange = item.kind === 'unknown' ? item.because : say`an item is a list`;
  }
  return strange === undefined ? { pairs } : { pairs, strange };
}

function mapPairs(node: Node): Pair[] {
  return entriesOf(node).map(({ key, value }): Pair => {
    const site = {
      ...placeOf(key),
      end: Math.max(placeOf(key).end, placeOf(value).uri === placeOf(key).uri ? placeOf(value).end : 0),
    };
    if (isNull(value)) return { key: decoded(key), site };
    return value.kind === 'scalar'
      ? { key: decoded(key), value: decoded(value), site }
      : { key: decoded(key), site, strange: true };
  });
}

function pairOf(item: ScalarNode): Pair {
  const text = decoded(item);
  const equals = text.text.indexOf('=');
  const site = placeOf(item);
  if (equals < 0) return { key: text, site };
  return { key: sliceMapped(text, 0, equals), value: sliceMapped(text, equals + 1, text.text.length), site };
}

/** Where a node stands as written, its quotes included; also for a scalar whose value was made by assembly. */
export function placeOf(node: Node): Span {
  return spanIn(node.source, node.start, node.end);
}

const TEMPLATE = /\{\{|\{%|<%|%>/;

/** Whether a text is known only in part: a variable without value, or syntax of a template language. */
export function isPartial(text: string): boolean {
  return text.includes(UNSET) || TEMPLATE.test(text);
}

/** Whether a text holds syntax of a template language (Jinja, Go templates, ERB). */
export function hasTemplate(text: string): boolean {
  return TEMPLATE.test(text);
}

/** Whether a text is where a project lies that is not here: `https://…`, `git@…`, `oci://…`. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|(?:docker-image|service|oci-layout):)/i.test(path);
}

/** Whether a path starts at the project directory: not absolute, not a home directory, not remote, not open. */
export function isRelativePath(path: string): boolean {
  return path !== '' && !/^(?:[/~\\]|[A-Za-z]:[\\/])/.test(path) && !isRemote(path) && !isPartial(path);
}

/** The parts of a short volume, `[source:]target[:options]`; each mapped. */
export interface ShortVolume {
  readonly source?: MappedText;
  readonly target: MappedText;
  readonly options?: MappedText;
}

/** Reads a short volume; a drive letter's colon separates nothing. */
export function parseVolume(text: MappedText): ShortVolume {
  const cuts: number[] = [];
  for (let at = text.text.indexOf(':'); at >= 0; at = text.text.indexOf(':', at + 1)) {
    const from = (cuts.at(-1) ?? -1) + 1;
    const drive =
      at - from === 1 && /[A-Za-z]/.test(text.text[from] as string) && /[\\/]/.test(text.text[at + 1] ?? '');
    if (!drive) cuts.push(at);
  }
  const [first, second] = cuts;
  const end = text.text.length;
  if (first === undefined) return { target: text };
  const source = sliceMapped(text, 0, first);
  if (second === undefined) return { source, target: sliceMapped(text, first + 1, end) };
  return { source, target: sliceMapped(text, first + 1, second), options: sliceMapped(text, second + 1, end) };
}

/** Whether the source of a volume is a path of the host; otherwise it is the name of a volume. */
export function isHostPath(source: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
}

/**
 * What tells two entries of `ports` apart when files are merged: address, host port, container port and protocol. Two
 * texts that cannot be read are the same when they are equal.
 */
export function portKey(node: Node): string {
  if (node.kind === 'map') return longPortKey(node);
  if (node.kind !== 'scalar') return `node:${placeOf(node).start}`;
  // Known in part, two texts may look alike that are not: what is written tells them apart.
  if (isPartial(node.value)) return `text:${node.source.text.slice(node.start, node.end)}`;
  const { mapping } = parsePortMapping(decoded(node));
  if (!mapping) return `text:${node.value}`;
  const host = mapping.host ? showPort(mapping.host.value) : '';
  return keyOf(mapping.hostIp?.value, host, showPort(mapping.container.value), mapping.protocol);
}

function longPortKey(node: Node): string {
  const field = (name: string) => {
    const value = entriesOf(node).find((e) => e.key.value === name)?.value;
    return value?.kind === 'scalar' && value.type !== 'null' ? value.value : undefined;
  };
  const published = field('published');
  return keyOf(
    field('host_ip'),
    published === '0' ? '' : (published ?? ''),
    field('target') ?? '',
    field('protocol')?.toLowerCase() ?? 'tcp',
  );
}

function keyOf(ip: string | undefined, host: string, container: string, protocol: string): string {
  return `${ip === undefined || ip === '' ? '0.0.0.0' : ip}|${host}|${container}|${protocol}`;
}
