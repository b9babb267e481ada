import type { FieldSpec, FieldTables, NameReference } from '../../lore/kustomizeFields';
import { defaultFields } from '../../lore/kustomizeFields';
import { documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { get, itemsOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import { rootOf } from './files';
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

/** The tables with what the `configurations:` of a kustomization add; the same tables when they add nothing. */
export function withConfigurations(tables: FieldTables, run: Run): FieldTables {
  let out = tables;
  for (const item of itemsOf(get(run.root, 'configurations'))) {
    const file = item.kind === 'scalar' ? fileAt(run, item.value, item) : undefined;
    if (file) out = mergeTables(out, tablesOf(file));
  }
  return out;
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

/** Two sets of tables as one; what both have stands once. */
export function mergeTables(a: FieldTables, b: FieldTables): FieldTables {
  if (a === b || b === defaultFields) return a;
  if (a === defaultFields && isWhole(b)) return b;
  const done = merged.get(a) ?? new WeakMap<FieldTables, FieldTables>();
  merged.set(a, done);
  const known = done.get(b);
  if (known) return known;
  const made = {
    ...(Object.fromEntries(TABLES.map(([, name]) => [name, union(a[name], b[name])])) as unknown as FieldTables),
    nameReference: [...a.nameReference, ...b.nameReference.filter((r) => !a.nameReference.includes(r))],
  };
  done.set(b, made);
  wholes.add(made);
  return made;
}

const wholes = new WeakSet<FieldTables>();

/** Whether tables hold the defaults already. */
function isWhole(tables: FieldTables): boolean {
  return wholes.has(tables);
}

function union(a: readonly FieldSpec[], b: readonly FieldSpec[]): readonly FieldSpec[] {
  const keyOf = (f: FieldSpec): string => `${f.group ?? ''}/${f.version ?? ''}/${f.kind ?? ''} ${f.path}`;
  const known = new Set(a.map(keyOf));
  return [...a, ...b.filter((f) => !known.has(keyOf(f)))];
}
