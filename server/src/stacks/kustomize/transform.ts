import type { FieldSpec, FieldTables } from '../../lore/kustomizeFields';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { entriesOf, get, isNull, isTrue, itemsOf, scalar, siteOf, textOf } from '../../syntax/tree';
import type { Step } from '../../text/mapped';
import { affixed, changeAt, emptyMap, mapItems, pathOf, withEntry } from './nodes';
import type { Resource } from './resource';
import { apiVersionOf, idsOf, isOfKind, isOutside, lazyBody, remembered } from './resource';

/*
 * The transformers that a kustomization names by its own fields. What a step makes of an object is kept: after an edit
 * elsewhere it makes the same of it, and what was read from that is found again.
 */

/** What a step made of each object, and the tables by which it did. */
interface Done {
  readonly tables: unknown;
  readonly made: WeakMap<Resource, Resource>;
}

const done = new WeakMap<Node, Done>();

/**
 * The objects after a step. `step` is the node that says what it does: as long as that and the tables are the same, the same
 * object gives the same.
 */
export function eachOnce(
  resources: readonly Resource[],
  step: Node,
  tables: unknown,
  make: (r: Resource) => Resource,
): readonly Resource[] {
  let known = done.get(step);
  if (!known || known.tables !== tables) {
    known = { tables, made: new WeakMap() };
    done.set(step, known);
  }
  const { made } = known;
  return resources.map((r) => {
    const next = made.get(r) ?? make(r);
    made.set(r, next);
    return next;
  });
}

/** The object with its nodes changed, when they are asked for. */
export function withNodes(r: Resource, change: (node: Node) => Node): Resource {
  return { ...r, body: lazyBody(() => change(r.body.node)) };
}

/** The step of a value's way that a field of a kustomization makes. */
export function stepOf(name: string, node: Node): Step {
  return { kind: 'patch', name, at: siteOf(node) };
}

/** A value that takes the place of another; the same node as before when it says the same. */
function inPlace(value: ScalarNode): (old: Node) => Node {
  return (old) => (old.kind === 'scalar' && old.value === value.value && !isNull(old) ? old : value);
}

function nothingAt(at: Node): ScalarNode {
  const { source, start } = at;
  return { kind: 'scalar', source, start, end: start, value: '', type: 'null', style: 'plain' };
}

const NAME = 'metadata/name';
const NAMESPACE = 'metadata/namespace';

/** `namespace:` for all objects that live in one, and the fields of others that name one. */
export function setNamespace(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  const value = scalar(get(root, 'namespace'));
  if (!value || value.value === '') return resources;
  const create = { at: value, leaf: nothingAt(value) };
  return eachOnce(resources, value, tables, (r) => {
    const inside = !isOutside(r.id);
    const fields = tables.namespace.filter(
      (f) => f.path !== NAMESPACE && (f.path !== NAME || apiVersionOf(r.id) === 'v1') && isOfKind(r.id, f),
    );
    const named = fields.some((f) => f.path === NAME);
    const before = remembered(r);
    const next = withNodes(before, (node) => {
      let out = inside ? changeAt(node, pathOf(NAMESPACE), inPlace(value), create) : node;
      for (const f of fields) out = changeAt(out, pathOf(f.path), inPlace(value), f.create ? create : undefined);
      return r.id.kind.endsWith('RoleBinding') ? subjectsIn(out, value) : out;
    });
    const id = {
      ...r.id,
      ...(inside ? { namespace: value.value } : {}),
      ...(named ? { name: value.value } : {}),
    };
    const moved = inside && r.id.namespace !== value.value;
    return { ...next, id, renamedBy: moved ? [...r.renamedBy, siteOf(value)] : r.renamedBy };
  });
}

/** Accounts called `default` are those of the namespace. */
function subjectsIn(node: Node, value: ScalarNode): Node {
  return changeAt(
    node,
    ['subjects'],
    (subject) => {
      const set = (item: Node): Node =>
        textOf(get(item, 'name')) === 'default'
          ? changeAt(item, ['namespace'], inPlace(value), { at: value, leaf: nothingAt(value) })
          : item;
      return subject.kind === 'seq' ? mapItems(subject, set) : set(subject);
    },
    undefined,
  );
}

/** Kinds that keep their names whatever the prefix. */
function keepsName({ group, kind }: Resource['id']): boolean {
  return (
    kind === 'CustomResourceDefinition' ||
    kind === 'Namespace' ||
    (kind === 'APIService' && group === 'apiregistration.k8s.io')
  );
}

/** `namePrefix:` and `nameSuffix:`. */
export function affixNames(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  return affixNamesBy(affixNamesBy(resources, root, 'namePrefix', tables), root, 'nameSuffix', tables);
}

function affixNamesBy(
  resources: readonly Resource[],
  root: Node,
  key: 'namePrefix' | 'nameSuffix',
  tables: FieldTables,
): readonly Resource[] {
  const value = scalar(get(root, key));
  if (!value || value.value === '') return resources;
  const text = decoded(value);
  const step = stepOf(key, value);
  const affix = (node: Node): Node => {
    if (node.kind !== 'scalar') return node;
    return key === 'namePrefix' ? affixed(node, text, undefined, step) : affixed(node, undefined, text, step);
  };
  return eachOnce(resources, value, tables, (r) => {
    if (keepsName(r.id)) return r;
    const fields = tables[key].filter((f) => isOfKind(r.id, f));
    if (fields.length === 0) return r;
    const next = withNodes(remembered(r), (node) =>
      fields.reduce((out, f) => changeAt(out, pathOf(f.path), affix, undefined), node),
    );
    if (!fields.some((f) => f.path === NAME)) return { ...next, former: r.former };
    const renamedBy = [siteOf(value), ...r.renamedBy];
    return key === 'namePrefix'
      ? { ...next, renamedBy, prefixes: [...r.prefixes, value.value], id: { ...r.id, name: value.value + r.id.name } }
      : { ...next, renamedBy, suffixes: [...r.suffixes, value.value], id: { ...r.id, name: r.id.name + value.value } };
  });
}

/** `labels:` and `commonLabels:`. */
export function addLabels(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  let out = resources;
  for (const item of itemsOf(get(root, 'labels'))) {
    const own = itemsOf(get(item, 'fields')).flatMap((f) => fieldSpecOf(f) ?? []);
    const fields = [...own, ...tables.labels, ...labelled(item, tables)];
    out = addPairs(out, get(item, 'pairs'), item, { fields, tables });
  }
  const common = get(root, 'commonLabels');
  return addPairs(out, common, common, { fields: tables.commonLabels, tables });
}

function labelled(item: Node, tables: FieldTables): readonly FieldSpec[] {
  if (isTrue(get(item, 'includeSelectors'))) return tables.commonLabels;
  return [
    { path: 'metadata/labels', create: true },
    ...(isTrue(get(item, 'includeTemplates')) ? tables.templateLabels : []),
    ...(isTrue(get(item, 'includeVolumeClaimTemplates')) ? tables.claimLabels : []),
  ];
}

/** `commonAnnotations:`. */
export function addAnnotations(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  const pairs = get(root, 'commonAnnotations');
  return addPairs(resources, pairs, pairs, { fields: tables.commonAnnotations, tables });
}

/** Labels or annotations for every field of these. `step` is the node that says so. */
export function addPairs(
  resources: readonly Resource[],
  pairs: Node | undefined,
  step: Node | undefined,
  { fields, tables }: { readonly fields: readonly FieldSpec[]; readonly tables: unknown },
): readonly Resource[] {
  if (!pairs || !step || entriesOf(pairs).length === 0) return resources;
  const create = { at: pairs, leaf: emptyMap(pairs) };
  return eachOnce(resources, step, tables, (r) => {
    const own = fields.filter((f) => isOfKind(r.id, f));
    if (own.length === 0) return r;
    return withNodes(r, (node) =>
      own.reduce(
        (out, f) => changeAt(out, pathOf(f.path), (map) => withPairs(map, pairs), f.create ? create : undefined),
        node,
      ),
    );
  });
}

function withPairs(map: Node, pairs: Node): Node {
  if (map.kind !== 'map') return map;
  let out = map;
  for (const { key, value } of entriesOf(pairs)) {
    const old = get(out, key.value);
    // What says the same already keeps its place.
    if (old?.kind === 'scalar' && value.kind === 'scalar' && old.value === value.value) continue;
    out = withEntry(out, key, value);
  }
  return out;
}

/** A field spec as a configuration or a `labels` item writes it. */
export function fieldSpecOf(node: Node): FieldSpec | undefined {
  const path = textOf(get(node, 'path'));
  if (path === undefined) return undefined;
  const [group, version, kind] = ['group', 'version', 'kind'].map((k) => textOf(get(node, k)));
  return {
    path,
    ...(group ? { group } : {}),
    ...(version ? { version } : {}),
    ...(kind ? { kind } : {}),
    ...(isTrue(get(node, 'create')) ? { create: true } : {}),
  };
}

/** `replicas:`. */
export function setReplicas(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  let out = resources;
  for (const item of itemsOf(get(root, 'replicas'))) {
    const name = textOf(get(item, 'name'));
    const count = scalar(get(item, 'count'));
    if (name === undefined || !count) continue;
    const create = { at: count, leaf: nothingAt(count) };
    out = eachOnce(out, item, tables, (r) => {
      if (!idsOf(r).some((i) => i.name === name)) return r;
      const fields = tables.replicas.filter((f) => isOfKind(r.id, f));
      return withNodes(r, (node) =>
        fields.reduce((made, f) => changeAt(made, pathOf(f.path), inPlace(count), f.create ? create : undefined), node),
      );
    });
  }
  return out;
}
