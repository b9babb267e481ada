import { decoded } from '../../syntax/decode';
import { mappedFile } from '../../syntax/documents';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import { entriesOf, entry, get, isNull, isTrue, itemsOf, scalar, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { sliceMapped } from '../../text/mapped';
import { baseName } from '../../text/uri';
import { encoded, nameHash } from './hash';
import { emptyMap, impliedNode, mapNode, textNode, withEntry } from './nodes';
import type { Resource } from './resource';
import { answersTo, idsOf, makeId, newResource } from './resource';
import type { Run } from './run';
import { fileAt, note } from './run';

/** What a generator made, and of what. */
interface Generated {
  readonly sources: readonly unknown[];
  readonly made: Resource;
}

const generated = new WeakMap<Node, Generated>();

/** `configMapGenerator:` and `secretGenerator:`. */
export function runGenerators(resources: readonly Resource[], run: Run): readonly Resource[] {
  let out = resources;
  for (const [field, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const) {
    for (const item of itemsOf(get(run.root, field))) {
      const made = generate(item, kind, run);
      if (made) out = absorb(out, made, item, run);
    }
  }
  return out;
}

function generate(item: Node, kind: 'ConfigMap' | 'Secret', run: Run): Resource | undefined {
  const name = scalar(get(item, 'name'));
  if (!name) return undefined;
  const entries = dataOf(item, run);
  const sources: readonly unknown[] = entries.map((e) => e.source);
  const known = generated.get(item);
  // The same sources give the same object, so that what was read from it is found again.
  if (known?.sources.length === sources.length && sources.every((s, i) => s === known.sources[i])) return known.made;
  const node = objectOf(item, kind, name, entries, run);
  const id = makeId('v1', kind, name.value, textOf(get(item, 'namespace')));
  const hashed = !isTrue(option(item, 'disableNameSuffixHash', run)[0]);
  const made = { ...newResource(id, { node }, undefined), hashed, local: true };
  generated.set(item, { sources, made });
  return made;
}

function objectOf(
  item: Node,
  kind: 'ConfigMap' | 'Secret',
  name: ScalarNode,
  entries: readonly Entry[],
  run: Run,
): Node {
  const because = `Kustomize generates the ${kind}`;
  const metadata = mapNode(item, {
    name,
    namespace: scalar(get(item, 'namespace')),
    labels: options(item, 'labels', run),
    annotations: options(item, 'annotations', run),
  });
  const data = entries.reduce<MapNode>((map, e) => withEntry(map, e.key, e.value), emptyMap(item));
  return mapNode(item, {
    apiVersion: impliedNode('v1', item, because),
    kind: impliedNode(kind, item, because),
    metadata,
    ...(kind === 'Secret' ? { type: scalar(get(item, 'type')) ?? impliedNode('Opaque', item, because) } : {}),
    // A Secret's data is encoded; its texts are kept readable, which is what `stringData` is for.
    ...(entries.length > 0 ? { [kind === 'Secret' ? 'stringData' : 'data']: data } : {}),
    ...(isTrue(option(item, 'immutable', run)[0]) ? { immutable: option(item, 'immutable', run)[0] } : {}),
  });
}

/** An option of the item, then that of `generatorOptions`. */
function option(item: Node, key: string, run: Run): readonly (Node | undefined)[] {
  const found = [get(get(item, 'options'), key), get(get(run.root, 'generatorOptions'), key)];
  return found.filter((n) => !isNull(n));
}

function options(item: Node, key: string, run: Run): Node | undefined {
  const [own, all] = [get(get(item, 'options'), key), get(get(run.root, 'generatorOptions'), key)];
  if (own?.kind !== 'map') return all?.kind === 'map' ? all : undefined;
  return entriesOf(all).reduce((map, e) => (entry(map, e.key.value) ? map : withEntry(map, e.key, e.value)), own);
}

/** A generated entry, and what it was made of. */
interface Datum extends Entry {
  readonly source: unknown;
}

function dataOf(item: Node, run: Run): readonly Datum[] {
  const envs = [...itemsOf(get(item, 'envs')), ...(get(item, 'env') ? [get(item, 'env') as Node] : [])];
  return [
    ...envs.flatMap((n) => fromEnvFile(n, run)),
    ...itemsOf(get(item, 'literals')).flatMap((n) => fromLiteral(n)),
    ...itemsOf(get(item, 'files')).flatMap((n) => fromFile(n, run)),
  ];
}

function pair(text: MappedText, equals: number, from: number, to: number, at: Node, source: unknown): Datum {
  return { key: textNode(sliceMapped(text, 0, equals), at), value: textNode(sliceMapped(text, from, to), at), source };
}

function fromLiteral(node: Node): readonly Datum[] {
  if (node.kind !== 'scalar') return [];
  const text = decoded(node);
  const equals = text.text.indexOf('=');
  if (equals <= 0) return [];
  const value = text.text.slice(equals + 1);
  const quoted = value.length >= 2 && /^(?:"[^]*"|'[^]*')$/.test(value) ? 1 : 0;
  return [pair(text, equals, equals + 1 + quoted, text.text.length - quoted, node, node)];
}

function fromEnvFile(node: Node, run: Run): readonly Datum[] {
  const file = node.kind === 'scalar' ? fileAt(run, node.value, node) : undefined;
  if (!file) return [];
  const whole = mappedFile(file);
  const out: Datum[] = [];
  for (const m of file.text.matchAll(/[^\n]+/g)) {
    const line = m[0].replace(/\r$/, '');
    const start = m.index + line.length - line.trimStart().length;
    const end = m.index + line.length;
    if (start === end || file.text[start] === '#') continue;
    const text = sliceMapped(whole, start, end);
    const equals = text.text.indexOf('=');
    const stop = equals < 0 ? text.text.length : equals;
    out.push(pair(text, stop, Math.min(stop + 1, text.text.length), text.text.length, node, file));
  }
  return out;
}

function fromFile(node: Node, run: Run): readonly Datum[] {
  if (node.kind !== 'scalar') return [];
  const text = decoded(node);
  const equals = text.text.indexOf('=');
  const path = text.text.slice(equals + 1);
  const file = fileAt(run, path, node);
  if (!file) return [];
  const key =
    equals < 0
      ? textNode(sliceMapped(text, path.lastIndexOf('/') + 1, text.text.length), node)
      : textNode(sliceMapped(text, 0, equals), node);
  const source = mappedFile(file);
  const value: ScalarNode = {
    kind: 'scalar',
    source,
    start: 0,
    end: file.text.length,
    value: file.text,
    type: 'string',
    style: 'double',
    decoded: source,
  };
  return [
    {
      key: key.value === '' ? impliedNode(baseName(file.uri), node, 'the file is called so') : key,
      value,
      source: file,
    },
  ];
}

/** A generated object beside the others, or into the one that it says it changes. */
function absorb(resources: readonly Resource[], made: Resource, item: Node, run: Run): readonly Resource[] {
  const behavior = textOf(get(item, 'behavior')) ?? 'create';
  const first = resources.find((r) => answersTo(r, made.id));
  if (!first) {
    if (behavior !== 'create') note(run, get(item, 'name') ?? item, `is to ${behavior} what is not there`, true);
    return behavior === 'create' ? [...resources, made] : resources;
  }
  if (behavior !== 'merge' && behavior !== 'replace') {
    note(run, get(item, 'name') ?? item, 'is generated although it is there already');
    return resources;
  }
  const node = joined(first.body.node, made.body.node, behavior === 'merge');
  return resources.map((r) =>
    r === first ? { ...made, ...identityOf(first), hashed: first.hashed && made.hashed, body: { node } } : r,
  );
}

function identityOf(
  r: Resource,
): Pick<Resource, 'id' | 'first' | 'former' | 'prefixes' | 'suffixes' | 'renamedBy' | 'vars'> {
  const { id, first, former, prefixes, suffixes, renamedBy, vars } = r;
  return { id, first, former, prefixes, suffixes, renamedBy, vars };
}

const DATA = ['data', 'stringData', 'binaryData'];

/** The later object under the name of the earlier; its labels and annotations win, and with `data` its entries are added. */
function joined(old: Node, now: Node, data: boolean): Node {
  if (old.kind !== 'map' || now.kind !== 'map') return now;
  const [before, after] = [get(old, 'metadata'), get(now, 'metadata')];
  let metadata: Node = before ?? after ?? emptyMap(now);
  for (const key of ['labels', 'annotations']) {
    const added = entry(after, key);
    if (added && metadata.kind === 'map')
      metadata = withEntry(metadata, added.key, over(get(metadata, key), added.value));
  }
  let out: MapNode = now;
  const name = entry(out, 'metadata');
  if (name) out = withEntry(out, name.key, metadata);
  for (const key of data ? DATA : []) {
    const e = entry(old, key);
    if (e) out = withEntry(out, e.key, over(e.value, get(out, key)));
  }
  return out;
}

function over(base: Node | undefined, later: Node | undefined): Node {
  if (base?.kind !== 'map') return later ?? (base as Node);
  return entriesOf(later).reduce((map, e) => withEntry(map, e.key, e.value), base);
}

/** Generated objects with the hash of their content at the end of their names. */
export function addHashes(resources: readonly Resource[]): readonly Resource[] {
  return resources.map((r) => {
    if (!r.hashed) return r;
    const name = `${r.id.name}-${hashOf(r)}`;
    const former = [...r.former, ...idsOf(r).slice(-1)];
    return { ...r, former, id: { ...r.id, name }, body: { node: withName(r.body.node, name) } };
  });
}

const named = new WeakMap<Node, Node>();

function withName(node: Node, name: string): Node {
  const known = named.get(node);
  if (known) return known;
  const metadata = entry(node, 'metadata');
  const old = entry(metadata?.value, 'name');
  let made = node;
  if (node.kind === 'map' && metadata?.value.kind === 'map' && old?.value.kind === 'scalar') {
    const text = hashed(old.value, name);
    made = withEntry(node, metadata.key, withEntry(metadata.value, old.key, text));
  }
  named.set(node, made);
  return made;
}

function hashed(old: ScalarNode, name: string): ScalarNode {
  const suffix = impliedNode(name.slice(old.value.length), old, 'it is the hash of the content');
  return textNode(joinTexts(decoded(old), decoded(suffix)), old);
}

function joinTexts(a: MappedText, b: MappedText): MappedText {
  const segments = [...a.segments, ...b.segments.map((s) => ({ ...s, at: s.at + a.text.length }))];
  return { text: a.text + b.text, segments, whole: a.whole };
}

/** The name has a place in what is hashed, but Kustomize 5 does not find it there. */
const NO_NAME = '';

function hashOf(r: Resource): string {
  const { node } = r.body;
  const fields = (key: string): Record<string, string> | '' => {
    const map = get(node, key);
    if (map?.kind !== 'map') return '';
    return Object.fromEntries(entriesOf(map).map((e) => [e.key.value, contentOf(e.value)]));
  };
  if (r.id.kind === 'ConfigMap') {
    const binary = fields('binaryData');
    return nameHash({
      kind: 'ConfigMap',
      name: NO_NAME,
      data: fields('data'),
      ...(binary ? { binaryData: binary } : {}),
    });
  }
  const plain = fields('stringData') || {};
  const secret = Object.fromEntries(Object.entries(plain).map(([k, v]) => [k, encoded(v)]));
  const data = { ...(fields('data') || undefined), ...secret };
  return nameHash({
    kind: 'Secret',
    type: textOf(get(node, 'type')) ?? '',
    name: NO_NAME,
    data: Object.keys(data).length > 0 ? data : '',
  });
}

function contentOf(node: Node): string {
  return node.kind === 'scalar' ? node.value : '';
}
