import type { FieldSpec, FieldTables, NameReference } from '../../lore/kustomizeFields';
import { defaultFields } from '../../lore/kustomizeFields';
import { documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { get, itemsOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import { definedFields } from './definitions';
import { rootOf } from './files';
import { isOfKind } from './resource';
import type { Run } from './run';
import { fileAt } from './run';
import { fieldSpecOf } from './transform';

/** How a configuration calls a table, and how the table is called here. */
const TABLES: readonly (readonly [string, Exclude<keyof FieldTables, 'nameReference'>])[] = [
  ['namePrefix', 'namePrefix'],
  ['nameSuffix', 'nameSuffix'],
  ['namespace', 'namespace'],
  ['commonLabels', 'commonLabels'],
  ['labels', 'labels'],
  ['templateLabels', 'templateLabels'],
  ['volumeClaimTemplateLabels', 'claimLabels'],
  ['commonAnnotations', 'commonAnnotations'],
  ['images', 'images'],
  ['replicas', 'replicas'],
  ['varReference', 'varReference'],
];

const read = new WeakMap<SourceFile, FieldTables>();

/**
 * The tables of a kustomization: those of what it builds on, what its own `configurations:` and `crds:` say, and the defaults,
 * of which goes what is said more precisely for the same path.
 */
export function withConfigurations(below: FieldTables | undefined, run: Run): FieldTables {
  let own: FieldTables | undefined;
  for (const item of itemsOf(get(run.root, 'configurations'))) {
    const file = item.kind === 'scalar' ? fileAt(run, item.value, item) : undefined;
    if (file) own = mergeTables(own, tablesOf(file));
  }
  const whole = mergeTables(own, defaultFields);
  const tables = mergeTables(below, whole);
  return itemsOf(get(run.root, 'crds')).reduce((out, item) => {
    const file = item.kind === 'scalar' ? fileAt(run, item.value, item) : undefined;
    return file ? mergeTables(out, definedFields(file)) : out;
  }, tables);
}

function tablesOf(file: SourceFile): FieldTables {
  const known = read.get(file);
  if (known) return known;
  const roots = documentsOf(file).map((d) => rootOf(d));
  const fields = (key: string): readonly FieldSpec[] =>
    roots.flatMap((root) => itemsOf(get(root, key))).flatMap((n) => fieldSpecOf(n) ?? []);
  const made = {
    ...(Object.fromEntries(TABLES.map(([key, name]) => [name, fields(key)])) as unknown as FieldTables),
    nameReference: roots.flatMap((root) => itemsOf(get(root, 'nameReference'))).map(referenceOf),
  };
  read.set(file, made);
  return made;
}

function referenceOf(node: Node): NameReference {
  const [group, version, kind] = ['group', 'version', 'kind'].map((k) => textOf(get(node, k)));
  return {
    ...(group ? { group } : {}),
    ...(version ? { version } : {}),
    ...(kind ? { kind } : {}),
    fields: itemsOf(get(node, 'fieldSpecs')).flatMap((n) => fieldSpecOf(n) ?? []),
  };
}

const merged = new WeakMap<FieldTables, WeakMap<FieldTables, FieldTables>>();

/** Two sets of tables as one; what both say stands once. */
export function mergeTables(a: FieldTables | undefined, b: FieldTables): FieldTables {
  if (a === undefined || a === b) return b;
  const done = merged.get(a) ?? new WeakMap<FieldTables, FieldTables>();
  merged.set(a, done);
  const known = done.get(b);
  if (known) return known;
  const made = {
    ...(Object.fromEntries(TABLES.map(([, name]) => [name, union(a[name], b[name])])) as unknown as FieldTables),
    nameReference: [...a.nameReference, ...b.nameReference.filter((r) => !a.nameReference.includes(r))],
  };
  done.set(b, made);
  return made;
}

/** What is said for a kind of object takes the place of what is said for all, when the path is the same. */
function union(a: readonly FieldSpec[], b: readonly FieldSpec[]): readonly FieldSpec[] {
  return [...a, ...b.filter((f) => !a.some((x) => x.path === f.path && covers(x, f)))];
}

function covers(x: FieldSpec, f: FieldSpec): boolean {
  const { group = '', version = '', kind = '' } = x;
  return isOfKind({ group, version, kind }, f);
}
