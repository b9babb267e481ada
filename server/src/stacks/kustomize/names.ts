import type { FieldSpec, FieldTables, NameReference } from '../../lore/kustomizeFields';
import { defaultFields } from '../../lore/kustomizeFields';
import type { Entry, MapNode, Node } from '../../syntax/tree';
import { entry, get, itemsOf, textOf } from '../../syntax/tree';
import { changeAt, mapItems, pathOf, renamed, withEntry } from './nodes';
import type { FormerId, Resource } from './resource';
import { idsOf, isOfKind, isOutside, lazyBody, namespaceOf } from './resource';

/*
 * References by name follow the objects that they mean: when all steps are done, every field of the table of name references
 * gets the name that its object has now.
 */

/** The objects with their references put right. */
export function fixReferences(resources: readonly Resource[], tables: FieldTables): readonly Resource[] {
  const moved = resources.some((r) => idsOf(r).some((i) => i.name !== r.id.name));
  // Maps with a name and a namespace are completed whether or not anything has another name.
  const whole = resources.some((r) => r.id.namespace !== '');
  if (!moved && !whole) return resources;
  let known: All | undefined;
  return resources.map((r) => {
    if (!moved && !MAPS.test(r.id.kind) && tables === defaultFields) return r;
    // Where nothing has another name, hardly any object gets here.
    const all = (known ??= allOf(resources, tables));
    const fields = referencesOf(r, all);
    if (fields.length === 0) return r;
    return { ...r, body: lazyBody(() => fixedNode(r, fields, all)) };
  });
}

/** The objects that may refer to one another, ready to be looked up. */
interface All {
  readonly resources: readonly Resource[];
  readonly tables: FieldTables;
  /** References to kinds of which there are objects. */
  readonly targets: readonly NameReference[];
  /** By each name that they had before. */
  readonly byFormerName: ReadonlyMap<string, readonly Resource[]>;
  readonly signature: string;
}

function allOf(resources: readonly Resource[], tables: FieldTables): All {
  const byFormerName = new Map<string, Resource[]>();
  for (const r of resources) {
    for (const name of new Set(r.former.map((i) => i.name))) {
      const list = byFormerName.get(name);
      if (list) list.push(r);
      else byFormerName.set(name, [r]);
    }
  }
  const targets = tables.nameReference.filter((t) => resources.some((c) => wasOfKind(c, t)));
  return { resources, tables, targets, byFormerName, signature: signatureOf(resources) };
}

/** Kinds in which a reference is a map with a name and a namespace. */
const MAPS = /RoleBinding$|WebhookConfiguration$/;

/** All that names depend on, as text. */
function signatureOf(resources: readonly Resource[]): string {
  return resources
    .map((r) => {
      const former = idsOf(r).map((i) => `${i.kind} ${i.namespace} ${i.name}`);
      return `${r.id.group}/${r.id.version} ${r.id.namespace} ${former.join('>')} ${r.prefixes.join()} ${r.suffixes.join()}`;
    })
    .join('\n');
}

/** What an object became, and what that depends on beside the object itself. */
interface Fixed {
  readonly signature: string;
  readonly tables: FieldTables;
  readonly borrowed: readonly Borrowed[];
  readonly node: Node;
}

/** A namespace that was copied from the object at this place of the list. */
interface Borrowed {
  readonly index: number;
  readonly namespace: Entry;
}

const fixed = new WeakMap<Node, Fixed>();

function fixedNode(r: Resource, fields: readonly Reference[], all: All): Node {
  const before = r.body.node;
  const { signature, tables, resources } = all;
  const known = fixed.get(before);
  if (
    known?.signature === signature &&
    known.tables === tables &&
    known.borrowed.every((b) => namespaceEntry(resources[b.index]) === b.namespace)
  )
    return known.node;
  const borrowed: Borrowed[] = [];
  const node = fields.reduce(
    (out, f) =>
      changeAt(
        out,
        f.path,
        (value) => pointed(value, { referrer: r, target: f.target, path: f.field.path, all, borrowed }),
        undefined,
      ),
    before,
  );
  fixed.set(before, { signature, tables, borrowed, node });
  return node;
}

function namespaceEntry(r: Resource | undefined): Entry | undefined {
  return entry(get(r?.body.node, 'metadata'), 'namespace');
}

/** A field of an object that may name objects of a kind. */
interface Reference {
  readonly target: NameReference;
  readonly field: FieldSpec;
  readonly path: readonly string[];
}

function referencesOf(r: Resource, { targets }: All): readonly Reference[] {
  const first = idsOf(r)[0] as FormerId;
  const id = { group: r.id.group, version: r.id.version, kind: first.kind };
  return targets.flatMap((target) => {
    const fields = target.fields.filter((f) => isOfKind(id, f));
    return fields.map((field): Reference => ({ target, field, path: pathOf(field.path) }));
  });
}

function wasOfKind(r: Resource, target: NameReference): boolean {
  return idsOf(r).some((i) => isOfKind({ group: r.id.group, version: r.id.version, kind: i.kind }, target));
}

/** Whether an object may name another at all: both in one namespace, or one of them in none. */
function mayRefer(from: Resource, to: Resource): boolean {
  if (isOutside(from.id) || isOutside(to.id) || namespaceOf(from.id) === namespaceOf(to.id)) return true;
  if (from.id.kind !== 'RoleBinding') return false;
  return itemsOf(get(from.body.node, 'subjects')).some(
    (s) => textOf(get(s, 'kind')) === 'ServiceAccount' && textOf(get(s, 'namespace')) === to.id.namespace,
  );
}

interface Question {
  readonly referrer: Resource;
  readonly target: NameReference;
  readonly path: string;
  readonly all: All;
  /** Gathers what the answer takes from other objects. */
  readonly borrowed: Borrowed[];
}

const BECAUSE = 'Kustomize writes the name that the object has in the end';

/** A reference with the present name: a text, a map with `name`, or a list of such. */
function pointed(value: Node, q: Question): Node {
  if (value.kind === 'seq') return mapItems(value, (item) => pointed(item, q));
  if (value.kind === 'map') return pointedMap(value, q);
  if (value.kind !== 'scalar' || value.type === 'null') return value;
  const found = referral(value.value, q, undefined, false);
  return found && found.id.name !== value.value ? renamed(value, found.id.name, BECAUSE) : value;
}

function pointedMap(value: MapNode, q: Question): Node {
  const name = entry(value, 'name');
  if (name?.value.kind !== 'scalar') return value;
  const namespace = textOf(get(value, 'namespace'));
  const meant = namespace === undefined ? undefined : inNamespace(q, namespace);
  const found = referral(name.value.value, q, meant, true);
  if (!found || (found.id.name === name.value.value && found.id.namespace === '')) return value;
  const same = found.id.name === name.value.value;
  const out = same ? value : withEntry(value, name.key, renamed(name.value, found.id.name, BECAUSE));
  if (found.id.namespace === '' || found.id.namespace === namespace) return out;
  const own = namespaceEntry(found);
  if (!own) return out;
  q.borrowed.push({ index: q.all.resources.indexOf(found), namespace: own });
  return withEntry(out, own.key, own.value);
}

/** Objects that were in a namespace at first, else those that are in it now. */
function inNamespace({ referrer, all }: Question, namespace: string): readonly Resource[] {
  const candidates = all.resources.filter((c) => mayRefer(referrer, c));
  const first = candidates.filter((c) => !isOutside(c.id) && (idsOf(c)[0] as FormerId).namespace === namespace);
  return first.length > 0 ? first : candidates.filter((c) => !isOutside(c.id) && namespaceOf(c.id) === namespace);
}

/** The object that a name means, of those in `among` when that is given; `wholly`: its namespace counts too. */
function referral(
  name: string,
  q: Question,
  among: readonly Resource[] | undefined,
  wholly: boolean,
): Resource | undefined {
  let found = (q.all.byFormerName.get(name) ?? []).filter(
    (c) =>
      (among ? among.includes(c) : mayRefer(q.referrer, c)) && formerlyOfKind(c, q.target) && sameSpace(q.referrer, c),
  );
  if (q.path.endsWith('roleRef/name')) found = found.filter((c) => isRoleOf(q.referrer, c));
  if (found.length === 1) return found[0];
  found = found.filter((c) => sameAffixes(c, q.referrer, true));
  if (found.length > 1) found = found.filter((c) => sameAffixes(c, q.referrer, false));
  const [first] = found;
  const alike = found.every((c) => c.id.name === first?.id.name && (!wholly || c.id.namespace === first.id.namespace));
  return alike ? first : undefined;
}

/** Only names that an object has had before count: what was never named anew need not be looked for. */
function formerlyOfKind(r: Resource, target: NameReference): boolean {
  return r.former.some((i) => isOfKind({ group: r.id.group, version: r.id.version, kind: i.kind }, target));
}

function sameSpace(from: Resource, to: Resource): boolean {
  if (isOutside(from.id) || isOutside(to.id) || to.id.kind === 'ServiceAccount') return true;
  return namespaceOf(from.id) === namespaceOf(to.id);
}

function isRoleOf(binding: Resource, role: Resource): boolean {
  const reference = get(binding.body.node, 'roleRef');
  const [group, kind] = [textOf(get(reference, 'apiGroup')), textOf(get(reference, 'kind'))];
  if (group === undefined || kind === undefined) return true;
  return role.id.group === group && role.former.some((i) => i.kind === kind);
}

function sameAffixes(a: Resource, b: Resource, lenient: boolean): boolean {
  return sameEnd(a.prefixes, b.prefixes, lenient) && sameEnd(a.suffixes, b.suffixes, lenient);
}

/** Whether the shorter list is the end of the longer one; `lenient`: an empty one goes with any. */
function sameEnd(a: readonly string[], b: readonly string[], lenient: boolean): boolean {
  if (lenient && (a.length === 0 || b.length === 0)) return true;
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  return Array.from({ length }, (_, i) => a.at(-1 - i) === b.at(-1 - i)).every(Boolean);
}
