import type { AppendedPort } from '../../facts/assembled';
import { hasTemplate, isPartial, parseVolume, placeOf, portKey } from '../../lore/compose';
import { parsePortMapping } from '../../lore/portSyntax';
import { showPort } from '../../facts/port';
import { decoded } from '../../syntax/decode';
import type { Entry, MapNode, Node, ScalarNode, SeqNode } from '../../syntax/tree';
import { entriesOf, get, isNull, textOf } from '../../syntax/tree';
import { mapImplied } from '../../text/mapped';
import type { Span } from '../../text/span';

/*
 * The merge of Compose files (formats.md §2.1, compose-go `override`). Merged collections keep the place of the first
 * file, every scalar keeps its own, so that a value is found where it was written.
 */

/** Called for the `ports` of a service that two files have; how `override-ports-append` is seen. */
export type PortsMerged = (service: string, base: SeqNode, over: SeqNode) => void;

/** How two values of one key become one. */
type Rule =
  /** The later value. */
  | 'replace'
  /** Maps by key, lists one behind the other. */
  | 'plain'
  /** `K=V` lists or maps: by key, the later value stands where the earlier stood. */
  | 'pairs'
  /** Lists of names or maps with names as keys. */
  | 'names'
  /** A text, or a map of which the text is one field. */
  | 'build'
  /** Lists whose items are told apart by something in them. */
  | 'ports'
  | 'volumes'
  | 'mounts'
  | 'files'
  | 'texts';

/** Rules of what stands under `services.<name>`; everything else is `plain`. */
const RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries<Rule>({
    command: 'replace',
    entrypoint: 'replace',
    'healthcheck.test': 'replace',
    environment: 'pairs',
    labels: 'pairs',
    'deploy.labels': 'pairs',
    annotations: 'pairs',
    sysctls: 'pairs',
    'build.args': 'pairs',
    'build.labels': 'pairs',
    'build.additional_contexts': 'pairs',
    build: 'build',
    networks: 'names',
    depends_on: 'names',
    ports: 'ports',
    volumes: 'volumes',
    devices: 'volumes',
    configs: 'mounts',
    secrets: 'mounts',
    env_file: 'files',
    label_file: 'files',
    expose: 'texts',
    extra_hosts: 'texts',
    links: 'pairs',
    profiles: 'texts',
    cap_add: 'texts',
    cap_drop: 'texts',
    dns: 'texts',
    dns_search: 'texts',
    tmpfs: 'texts',
    'networks.*.aliases': 'texts',
  }),
);

function ruleAt(path: readonly string[]): Rule {
  if (path[0] !== 'services' || path.length < 3) return 'plain';
  const [, , ...below] = path;
  if (below[0] === 'networks' && below.length === 3) return RULES.get(`networks.*.${below[2]}`) ?? 'plain';
  return RULES.get(below.join('.')) ?? 'plain';
}

/** `over` merged over `base`; both are maps of top-level sections. */
export function mergeFiles(base: Node, over: Node, onPorts?: PortsMerged): Node {
  return merge(base, over, [], onPorts) ?? base;
}

/** A service merged over the one that it extends. */
export function mergeService(name: string, base: Node, over: Node): Node {
  return merge(base, over, ['services', name], undefined) ?? over;
}

/** The merged value; `undefined` when `!reset` takes it away. */
function merge(base: Node, over: Node, path: readonly string[], onPorts: PortsMerged | undefined): Node | undefined {
  if (over.tag === '!reset') return undefined;
  if (over.tag === '!override') return withoutTag(over);
  const rule = ruleAt(path);
  if (rule === 'replace') return over;
  if (isNull(over)) return base;
  if (isNull(base)) return over;
  if (over.kind === 'unknown' || base.kind === 'unknown') return over.kind === 'unknown' ? over : base;
  if (rule === 'ports' && base.kind === 'seq' && over.kind === 'seq') onPorts?.(path[1] as string, base, over);
  switch (rule) {
    case 'pairs':
      return base.kind === 'map' && over.kind === 'map' ? replaceEntries(base, over) : mergeItems(base, over, pairKey);
    case 'names':
      return mergeMaps(asNames(base), asNames(over), path, onPorts);
    case 'build':
      return mergeMaps(asBuild(base), asBuild(over), path, onPorts);
    case 'ports':
      return mergeItems(base, over, portKey);
    case 'volumes':
      return mergeItems(base, over, volumeKey);
    case 'mounts':
      return mergeItems(base, over, mountKey);
    case 'files':
      return mergeItems(base, over, (n) => textOf(n.kind === 'map' ? get(n, 'path') : n) ?? '');
    case 'texts':
      return base.kind === 'map' && over.kind === 'map'
        ? replaceEntries(base, over)
        : mergeItems(base, over, (n) => textOf(n) ?? pairKey(n));
    case 'plain':
      if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over, path, onPorts);
      return base.kind === 'seq' && over.kind === 'seq' ? { ...base, items: [...base.items, ...over.items] } : over;
  }
}

function mergeMaps(base: Node, over: Node, path: readonly string[], onPorts: PortsMerged | undefined): Node {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const later = new Map(entriesOf(over).map((e) => [e.key.value, e]));
  const entries: Entry[] = [];
  for (const e of entriesOf(base)) {
    const o = later.get(e.key.value);
    later.delete(e.key.value);
    const value = o ? merge(e.value, o.value, [...path, e.key.value], onPorts) : e.value;
    if (!value) continue;
    entries.push(value === e.value ? e : { key: value === o?.value ? o.key : e.key, value });
  }
  for (const e of later.values())
    if (e.value.tag !== '!reset')
      entries.push(e.value.tag === '!override' ? { key: e.key, value: withoutTag(e.value) } : e);
  return { ...base, entries };
}

function replaceEntries(base: MapNode, over: MapNode): MapNode {
  const later = new Map(entriesOf(over).map((e) => [e.key.value, e]));
  const entries: Entry[] = [];
  for (const e of entriesOf(base)) {
    const o = later.get(e.key.value) ?? e;
    later.delete(e.key.value);
    if (o.value.tag !== '!reset') entries.push(o);
  }
  for (const e of later.values()) if (e.value.tag !== '!reset') entries.push(e);
  return { ...base, entries };
}

function mergeItems(base: Node, over: Node, keyOf: (item: Node) => string): SeqNode {
  const kept = [...itemsOfEither(base)];
  const index = new Map<string, number>();
  kept.forEach((item, i) => index.set(keyOf(item), i));
  for (const item of itemsOfEither(over)) {
    const key = keyOf(item);
    const at = index.get(key);
    // What stands twice in one file stays twice: the format tells about it.
    if (at === undefined || itemIsOf(kept[at], over)) index.set(key, kept.push(item) - 1);
    else kept[at] = item;
  }
  const { source, start, end } = base;
  return { kind: 'seq', source, start, end, flow: base.kind === 'seq' ? base.flow : false, items: kept };
}

function itemIsOf(item: Node | undefined, list: Node): boolean {
  return list.kind === 'seq' && item !== undefined && list.items.includes(item);
}

/** The items of a list; a map as maps of one entry each; a text as a list of one. */
function itemsOfEither(node: Node): readonly Node[] {
  if (node.kind === 'seq') return node.items;
  if (node.kind !== 'map') return [node];
  return entriesOf(node).map((e): MapNode => ({
    kind: 'map',
    source: e.key.source,
    start: e.key.start,
    end: Math.max(e.key.end, e.value.end),
    flow: false,
    entries: [e],
  }));
}

function pairKey(item: Node): string {
  if (item.kind === 'map') return item.entries[0]?.key.value ?? '';
  return item.kind === 'scalar' ? (item.value.split('=', 1)[0] as string) : `node:${item.start}`;
}

function volumeKey(item: Node): string {
  const target =
    item.kind === 'map'
      ? textOf(get(item, 'target'))
      : item.kind === 'scalar'
        ? parseVolume(decoded(item)).target.text
        : undefined;
  return target ?? `node:${item.start}`;
}

function mountKey(item: Node): string {
  if (item.kind === 'scalar') return item.value;
  return textOf(get(item, 'target')) ?? textOf(get(item, 'source')) ?? `node:${item.start}`;
}

/** Networks or dependencies as a map of names, also when they are a list. */
function asNames(node: Node): Node {
  if (node.kind !== 'seq') return node;
  const names = node.items.filter((i): i is ScalarNode => i.kind === 'scalar');
  return { ...node, kind: 'map', entries: names.map((key) => ({ key, value: nothing(key) })) };
}

function nothing(at: Node): ScalarNode {
  return { kind: 'scalar', source: at.source, start: at.end, end: at.end, value: '', type: 'null', style: 'plain' };
}

/** `build: ./dir` as a map with a context. */
function asBuild(node: Node): Node {
  if (node.kind !== 'scalar') return node;
  const { source, start, end } = node;
  const name = mapImplied('context', placeOf(node), 'a text under `build` is its context');
  const key: ScalarNode = {
    kind: 'scalar',
    source,
    start,
    end,
    value: 'context',
    type: 'string',
    style: 'plain',
    decoded: name,
  };
  return { kind: 'map', source, start, end, flow: false, entries: [{ key, value: node }] };
}

function withoutTag(node: Node): Node {
  const { tag: _tag, ...rest } = node;
  return rest;
}

/** What is left of a file that is merged over nothing: `!reset` values go, `!override` says nothing more. */
export function settleTags(node: Node): Node {
  if (node.kind === 'map') {
    const entries = node.entries
      .filter((e) => e.value.tag !== '!reset')
      .map((e) => ({ key: e.key, value: settleTags(e.value) }));
    return withoutTag({ ...node, entries });
  }
  return node.tag === '!override' ? withoutTag(node) : node;
}

/** The ports that an override adds to containers ports which the base already publishes elsewhere (`override-ports-append`). */
export function appendedPorts(
  service: string,
  base: SeqNode,
  over: SeqNode,
  tagAt: Span | undefined,
): readonly AppendedPort[] {
  const before = base.items.flatMap((i) => published(i) ?? []);
  const after = over.items.flatMap((i) => published(i) ?? []);
  const known = new Set(before.map((b) => b.key));
  const out: AppendedPort[] = [];
  for (const added of after) {
    if (known.has(added.key) || isMeant(added.node)) continue;
    const twin = before.find(
      (b) => b.target === added.target && b.ip === added.ip && b.host !== added.host && b.site.uri !== added.site.uri,
    );
    // Who repeats the base's mapping or adds two for one container port knows that all count.
    if (!twin || after.some((a) => a.key === twin.key || (a !== added && a.target === added.target))) continue;
    const texts = { baseText: twin.text, addedText: added.text };
    out.push({ service, base: twin.site, added: added.site, ...texts, ...(tagAt ? { tagAt } : {}) });
  }
  return out;
}

interface PublishedPort {
  readonly node: Node;
  readonly key: string;
  readonly site: Span;
  readonly text: string;
  readonly ip: string;
  readonly host: string;
  /** Container port and protocol. */
  readonly target: string;
}

function published(node: Node): PublishedPort | undefined {
  const key = portKey(node);
  const site = placeOf(node);
  if (node.kind === 'scalar') {
    if (isPartial(node.value)) return undefined;
    const { mapping } = parsePortMapping(decoded(node));
    if (!mapping?.host || mapping.pairing !== 'single') return undefined;
    const ip = mapping.hostIp?.value ?? '';
    return {
      node,
      key,
      site,
      text: node.value,
      ip: ip === '0.0.0.0' ? '' : ip,
      host: showPort(mapping.host.value),
      target: `${showPort(mapping.container.value)}/${mapping.protocol}`,
    };
  }
  const [ip, host, target, protocol] = key.split('|');
  if (node.kind !== 'map' || !host || !target || isPartial(key) || hasTemplate(key) || host.includes('-'))
    return undefined;
  return {
    node,
    key,
    site,
    text: `${host}:${target}`,
    ip: ip === '0.0.0.0' ? '' : (ip ?? ''),
    host,
    target: `${target}/${protocol}`,
  };
}

/** Whether a comment on the line of a port says that it is there on purpose. */
function isMeant(node: Node): boolean {
  const { text } = node.source;
  const feed = text.indexOf('\n', node.end);
  return /#.*\badditional/i.test(text.slice(node.end, feed < 0 ? text.length : feed));
}
