import { decoded } from '../../syntax/decode';
import { documentsOf } from '../../syntax/documents';
import type { Node, ScalarNode } from '../../syntax/tree';
import { get, isNull, isTrue, itemsOf, siteOf, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { concatMapped, mapImplied, splitMapped, useAt } from '../../text/mapped';
import { changePath, fieldPath, retyped, valueAt } from './fieldPaths';
import { rootOf } from './files';
import { impliedNode } from './nodes';
import type { FormerId, Resource } from './resource';
import { idsOf, isOfKind, lazyBody, namespaceOf } from './resource';
import type { Run } from './run';
import { fileAt, note } from './run';
import { anchored, selectorOf } from './select';
import { stepOf } from './transform';

/** `replacements:`: values of one object copied into fields of others. */
export function applyReplacements(resources: readonly Resource[], run: Run): readonly Resource[] {
  let out = resources;
  for (const item of itemsOf(get(run.root, 'replacements'))) {
    for (const replacement of replacementsAt(item, run)) out = replace(out, replacement, run);
  }
  return out;
}

/** A replacement that is written in place, or those of a file. */
function replacementsAt(item: Node, run: Run): readonly Node[] {
  const path = get(item, 'path');
  if (path?.kind !== 'scalar' || isNull(path)) return [item];
  const file = fileAt(run, path.value, path);
  const roots = file ? documentsOf(file).flatMap((d) => rootOf(d) ?? []) : [];
  return roots.flatMap((root) => (root.kind === 'seq' ? root.items : [root]));
}

function replace(resources: readonly Resource[], replacement: Node, run: Run): readonly Resource[] {
  const value = sourceOf(resources, replacement);
  if (!value) {
    note(run, get(get(replacement, 'source'), 'name') ?? replacement, 'has nothing for a replacement to take');
    return resources;
  }
  let out = resources;
  for (const target of itemsOf(get(replacement, 'targets'))) {
    const meant = targetTest(target);
    if (!meant) {
      note(run, get(get(target, 'select'), 'name') ?? target, 'has a pattern that is not followed', true);
      continue;
    }
    out = out.map((r) => (meant(r) ? { ...r, body: replacedBody(r, target, value, replacement) } : r));
  }
  return out;
}

const replaced = new WeakMap<Node, WeakMap<Node, { readonly value: Node; readonly node: Node }>>();

/** Kept like every step: the same object with the same value gives the same. */
function replacedBody(r: Resource, target: Node, value: Node, replacement: Node): Resource['body'] {
  return lazyBody(() => {
    const before = r.body.node;
    const done = replaced.get(target) ?? new WeakMap<Node, { readonly value: Node; readonly node: Node }>();
    replaced.set(target, done);
    const known = done.get(before);
    if (known?.value === value) return known.node;
    const node = copyInto(before, target, value, replacement);
    done.set(before, { value, node });
    return node;
  });
}

const NAME = 'metadata.name';

function sourceOf(resources: readonly Resource[], replacement: Node): Node | undefined {
  const literal = get(replacement, 'sourceValue');
  if (literal && !isNull(literal)) return literal;
  const source = get(replacement, 'source');
  if (!source) return undefined;
  const found = resources.filter((r) => idsOf(r).some((i) => isMeant(r, i, source)));
  if (found.length !== 1) return undefined;
  const value = valueAt((found[0] as Resource).body.node, fieldPath(textOf(get(source, 'fieldPath')) ?? NAME));
  return value && refined(value, get(source, 'options'));
}

function isMeant(r: Resource, id: FormerId, source: Node): boolean {
  const [group, version, kind, name, namespace] = ['group', 'version', 'kind', 'name', 'namespace'].map((key) =>
    textOf(get(source, key)),
  );
  const now = { group: r.id.group, version: r.id.version, kind: id.kind };
  if (!isOfKind(now, { ...(group ? { group } : {}), ...(version ? { version } : {}), ...(kind ? { kind } : {}) }))
    return false;
  return (!name || name === id.name) && (!namespace || namespace === id.namespace);
}

/** One piece of a text, when the options cut it. */
function refined(value: Node, options: Node | undefined): Node | undefined {
  const delimiter = textOf(get(options, 'delimiter'));
  if (!delimiter) return value;
  if (value.kind !== 'scalar') return undefined;
  const piece = splitMapped(decoded(value), delimiter)[Number(textOf(get(options, 'index')) ?? 0)];
  return piece && retyped(value, piece);
}

/** Which objects a target means; `undefined` when a pattern of it is not followed. */
function targetTest(target: Node): ((r: Resource) => boolean) | undefined {
  const select = get(target, 'select');
  const chosen = select && anyIdTest(select);
  const rejects = itemsOf(get(target, 'reject')).map(anyIdTest);
  if (!chosen || rejects.includes(undefined)) return undefined;
  return (r) => chosen(r) && !rejects.some((rejected) => rejected?.(r));
}

/** As selectors of patches, but any name that the object ever had may be meant. */
function anyIdTest(selector: Node): ((r: Resource) => boolean) | undefined {
  const [name, namespace] = ['name', 'namespace'].map((key) => {
    const text = textOf(get(selector, key));
    return text ? anchored(text) : () => true;
  });
  const others = selectorOf(
    selector.kind === 'map'
      ? { ...selector, entries: selector.entries.filter((e) => e.key.value !== 'name' && e.key.value !== 'namespace') }
      : selector,
  );
  if (!name || !namespace || !others) return undefined;
  return (r) =>
    others(r) &&
    [...idsOf(r), { name: r.id.name, namespace: namespaceOf(r.id) }].some(
      (i) => name(i.name) && namespace(i.namespace),
    );
}

function copyInto(node: Node, target: Node, value: Node, replacement: Node): Node {
  const options = get(target, 'options');
  const written = itemsOf(get(target, 'fieldPaths'));
  const paths = written.length > 0 ? written.flatMap((p) => textOf(p) ?? []) : [NAME];
  const create = isTrue(get(options, 'create'))
    ? { at: value, leaf: { ...impliedNode('', value, 'a replacement makes the field'), type: 'null' as const } }
    : undefined;
  return paths.reduce(
    (out, path) => changePath(out, fieldPath(path), (old) => put(old, value, options, replacement), create),
    node,
  );
}

function put(old: Node, value: Node, options: Node | undefined, replacement: Node): Node {
  if (old.kind !== 'scalar' || value.kind !== 'scalar') return value;
  const delimiter = textOf(get(options, 'delimiter'));
  if (old.type === 'null' && old.value === '' && !delimiter) return value;
  const made = useAt(decoded(value), siteOf(old), stepOf('replacements', replacement));
  const text = delimiter ? inserted(old, made, delimiter, Number(textOf(get(options, 'index')) ?? 0)) : made;
  return text.text === old.value ? old : retyped(old, text);
}

/** The text with one of its pieces replaced; before the first and behind the last one is added. */
function inserted(old: ScalarNode, value: MappedText, delimiter: string, index: number): MappedText {
  const pieces = splitMapped(decoded(old), delimiter);
  const site = siteOf(old);
  const all =
    index < 0
      ? [value, ...pieces]
      : index >= pieces.length
        ? [...pieces, value]
        : pieces.map((p, i) => (i === index ? value : p));
  const separator = mapImplied(delimiter, site, 'it separates the parts of the value');
  return concatMapped(
    all.flatMap((p, i) => (i === 0 ? [p] : [separator, p])),
    site,
  );
}
