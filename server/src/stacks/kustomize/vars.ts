import type { FieldTables } from '../../lore/kustomizeFields';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { concatMapped, sliceMapped, trace, useAt } from '../../text/mapped';
import { fieldPath, retyped, valueAt } from './fieldPaths';
import { changeAt, mapItems, pathOf } from './nodes';
import type { ObjectId, Resource } from './resource';
import { answersTo, idsOf, isOfKind, lazyBody, makeId } from './resource';
import { stepOf } from './transform';

/** A variable of `vars:`, which stands for a field of an object as the object is in the end. */
export interface Var {
  readonly name: string;
  readonly node: Node;
  readonly path: readonly string[];
  readonly object: ObjectId;
}

/** The variables that a kustomization defines. */
export function varsOf(root: Node): readonly Var[] {
  return itemsOf(get(root, 'vars')).flatMap((node): readonly Var[] => {
    const name = textOf(get(node, 'name'));
    const reference = get(node, 'objref') ?? get(node, 'objRef');
    const kind = textOf(get(reference, 'kind'));
    const object = textOf(get(reference, 'name'));
    if (!name || !kind || !object) return [];
    const [group, version] = [textOf(get(reference, 'group')) ?? '', textOf(get(reference, 'version')) ?? ''];
    const written = textOf(get(reference, 'apiVersion')) ?? (group === '' ? version : `${group}/${version}`);
    const field = get(node, 'fieldref') ?? get(node, 'fieldRef');
    const path = textOf(get(field, 'fieldpath') ?? get(field, 'fieldPath')) ?? 'metadata.name';
    const id = makeId(written, kind, object, textOf(get(reference, 'namespace')));
    return [{ name, node, path: fieldPath(path), object: id }];
  });
}

/** The objects, those that variables stand for marked: later their names may be shared with others. */
export function withVars(resources: readonly Resource[], vars: readonly Var[]): readonly Resource[] {
  let out = resources;
  for (const { name, object } of vars) {
    const meant = out.filter((r) =>
      object.namespace === ''
        ? isOfKind(r.id, object) && idsOf(r).some((i) => i.kind === object.kind && i.name === object.name)
        : answersTo(r, object),
    );
    if (meant.length === 1) out = out.map((r) => (r === meant[0] ? { ...r, vars: [...r.vars, name] } : r));
  }
  return out;
}

/** The objects with `$(NAME)` replaced wherever the table of variable references says. */
export function resolveVars(
  resources: readonly Resource[],
  vars: readonly Var[],
  tables: FieldTables,
): readonly Resource[] {
  if (vars.length === 0) return resources;
  const values = new Map<string, Value>();
  for (const v of vars) {
    const owner = resources.find((r) => r.vars.includes(v.name));
    const value = owner && valueAt(owner.body.node, v.path);
    if (value?.kind === 'scalar' && !isNull(value)) values.set(v.name, { value, node: v.node });
  }
  return resources.map((r) => {
    const fields = tables.varReference.filter((f) => isOfKind(r.id, f));
    return {
      ...r,
      body: lazyBody(() =>
        fields.reduce(
          (out, f) => changeAt(out, pathOf(f.path), (node) => expandIn(node, values), undefined),
          r.body.node,
        ),
      ),
    };
  });
}

interface Value {
  readonly value: ScalarNode;
  /** The variable's definition. */
  readonly node: Node;
}

function expandIn(node: Node, values: ReadonlyMap<string, Value>): Node {
  if (node.kind === 'seq') return mapItems(node, (item) => expandIn(item, values));
  if (node.kind === 'map') {
    let changed = false;
    const entries = node.entries.map((e) => {
      const value = e.value.kind === 'scalar' ? expandIn(e.value, values) : e.value;
      if (value === e.value) return e;
      changed = true;
      return { key: e.key, value };
    });
    return changed ? { ...node, entries } : node;
  }
  return node.kind === 'scalar' && node.value.includes('$(') ? expandText(node, values) : node;
}

function expandText(node: ScalarNode, values: ReadonlyMap<string, Value>): Node {
  const text = decoded(node);
  const only = /^\$\(([^()]+)\)$/.exec(text.text);
  const pieces: MappedText[] = [];
  let from = 0;
  for (const m of text.text.matchAll(/\$\$|\$\(([^)]*)\)/g)) {
    const known = values.get(m[1] ?? '');
    if (!known) continue;
    const step = stepOf(m[1] as string, known.node);
    const { site } = trace(text, m.index, m.index + m[0].length);
    pieces.push(sliceMapped(text, from, m.index), useAt(decoded(known.value), site, step));
    from = m.index + m[0].length;
  }
  if (from === 0) return node;
  pieces.push(sliceMapped(text, from, text.text.length));
  const made = retyped(node, concatMapped(pieces, siteOf(node)));
  // Alone in its field a variable keeps the type of its value.
  const value = only && values.get(only[1] as string)?.value;
  return value ? { ...made, type: value.type, style: value.style } : made;
}
