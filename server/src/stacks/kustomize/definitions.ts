import type { FieldSpec, FieldTables, NameReference } from '../../lore/kustomizeFields';
import { documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { entriesOf, get, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import { rootOf } from './files';

/*
 * `crds:` names files of OpenAPI definitions, whose extensions say which fields of a custom resource hold names, labels or
 * annotations.
 */

const read = new WeakMap<SourceFile, FieldTables>();

/** The tables that the definitions of a file add. */
export function definedFields(file: SourceFile): FieldTables {
  const known = read.get(file);
  if (known) return known;
  const found: Found = { namePrefix: [], commonLabels: [], commonAnnotations: [], nameReference: [] };
  const [document] = documentsOf(file);
  const root = document && rootOf(document);
  for (const e of entriesOf(root)) {
    const properties = propertiesOf(e.value);
    // Only types of whole objects are looked at from here; what they are made of is reached through them.
    if (['kind', 'apiVersion', 'metadata'].every((k) => get(properties, k)))
      walk({ root, found, kind: e.key.value.slice(e.key.value.lastIndexOf('.') + 1), left: FIELDS }, e.key.value, []);
  }
  const made = { ...EMPTY, ...found };
  read.set(file, made);
  return made;
}

interface Found {
  readonly namePrefix: FieldSpec[];
  readonly commonLabels: FieldSpec[];
  readonly commonAnnotations: FieldSpec[];
  readonly nameReference: NameReference[];
}

const EMPTY: FieldTables = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  claimLabels: [],
  commonAnnotations: [],
  images: [],
  replicas: [],
  varReference: [],
  nameReference: [],
};

function propertiesOf(definition: Node | undefined): Node | undefined {
  return get(get(definition, 'Schema'), 'properties');
}

interface Walk {
  readonly root: Node | undefined;
  readonly found: Found;
  /** The kind that the fields belong to. */
  readonly kind: string;
  /** Fields that may still be looked at. */
  left: number;
}

/** Types that hold themselves end here. */
const DEPTH = 12;
/** Fields of one kind, at most: types that hold one another several times have no end. */
const FIELDS = 10_000;

function walk(w: Walk, type: string, path: readonly string[]): void {
  if (path.length > DEPTH) return;
  for (const { key, value } of entriesOf(propertiesOf(get(w.root, type)))) {
    if (--w.left < 0) return;
    const below = [...path, key.value];
    const field: FieldSpec = { kind: w.kind, path: below.join('/') };
    if (get(value, 'x-kubernetes-annotation')) w.found.commonAnnotations.push(field);
    if (get(value, 'x-kubernetes-label-selector')) w.found.commonLabels.push(field);
    if (get(value, 'x-kubernetes-identity')) w.found.namePrefix.push(field);
    const version = textOf(get(value, 'x-kubernetes-object-ref-api-version'));
    const kind = textOf(get(value, 'x-kubernetes-object-ref-kind'));
    if (version && kind) {
      const name = textOf(get(value, 'x-kubernetes-object-ref-name-key')) ?? 'name';
      w.found.nameReference.push({ version, kind, fields: [{ ...field, path: [...below, name].join('/') }] });
    }
    const next = textOf(get(value, '$ref'));
    if (next) walk(w, next, below);
  }
}
