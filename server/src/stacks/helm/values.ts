import type { MapEntry, MapValue, Value, ValueSource } from '../../template';
import { coalesceValues, valueOfNode } from '../../template';
import { documentTree, documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { siteOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Chart } from './load';

/** The values of a chart and of the charts in it, in one environment. */
export interface ChartValues {
  readonly chart: Chart;
  /** What its templates see as `.Values`; the maps of the dependencies are parts of it, by identity. */
  readonly values: MapValue;
  /** The charts that are switched on. */
  readonly charts: readonly ChartValues[];
}

/** No values. */
export function noValues(): MapValue {
  return { kind: 'map', entries: new Map<string, MapEntry>() };
}

const kept = new WeakMap<SourceFile, WeakRef<MapValue>>();

/** The values of a file, each with its path in the file. Not to be changed: what is merged shares no map with it. */
export function valuesOfFile(file: SourceFile): MapValue {
  const known = kept.get(file)?.deref();
  if (known) return known;
  const [document] = documentsOf(file);
  const tree = document && documentTree(document);
  const made = valuesOfTree(tree);
  kept.set(file, new WeakRef(made));
  return made;
}

/** The values of a map in any YAML file; none of anything else. */
export function valuesOfTree(tree: Node | undefined): MapValue {
  if (tree?.kind !== 'map') return noValues();
  const root: ValueSource = { at: siteOf(tree) };
  const value = valueOfNode(tree, root);
  return value.kind === 'map' ? value : noValues();
}

/**
 * The values that a chart is rendered with (Helm's `chartutil`): `layers` over the chart's own, earlier ones below later
 * ones; the parent's over those of its dependencies, globals down to all of them. Dependencies that conditions and tags
 * switch off are left out, and with them what they give by `import-values`.
 */
export function chartValues(chart: Chart, layers: readonly MapValue[]): ChartValues {
  const off = new Set<Chart>();
  const everything = coalesce(chart, layers, off);
  switchOff(everything, everything.values, off);
  return off.size === 0 ? everything : coalesce(chart, layers, off);
}

function coalesce(chart: Chart, layers: readonly MapValue[], off: ReadonlySet<Chart>): ChartValues {
  let values = ownValues(chart, off);
  for (const layer of layers) values = coalesceValues(layer, values);
  return withParts(chart, values, off);
}

/** Gives the charts of a chart their part of its values, over what they have themselves. */
function withParts(chart: Chart, values: MapValue, off: ReadonlySet<Chart>): ChartValues {
  const charts: ChartValues[] = [];
  for (const part of chart.charts) {
    if (off.has(part)) continue;
    const entry = values.entries.get(part.name);
    const given = entry?.value.kind === 'map' ? entry.value : noValues();
    const merged = withParts(part, coalesceValues(withGlobals(given, values), ownValues(part, off)), off);
    values.entries.set(part.name, { ...entry, value: merged.values });
    charts.push(merged);
  }
  return { chart, values, charts };
}

/** `global` reaches every chart; what the parent says of it wins. */
function withGlobals(values: MapValue, parent: MapValue): MapValue {
  const above = parent.entries.get('global');
  if (above?.value.kind !== 'map') return values;
  const own = values.entries.get('global')?.value;
  const merged = own?.kind === 'map' ? coalesceValues(above.value, own) : coalesceValues(above.value, noValues());
  const entries = new Map(values.entries).set('global', { ...above, value: merged });
  return { ...values, entries };
}

/** `values.yaml` of a chart, over what it imports from its dependencies. */
function ownValues(chart: Chart, off: ReadonlySet<Chart>): MapValue {
  const own = chart.values ? valuesOfFile(chart.values) : noValues();
  let imported: MapValue | undefined;
  for (const part of chart.charts) {
    const imports = off.has(part) ? [] : (part.dependency?.imports ?? []);
    if (imports.length === 0) continue;
    const given = own.entries.get(part.name)?.value;
    const theirs = coalesceValues(given?.kind === 'map' ? given : noValues(), ownValues(part, off));
    for (const { child, parent } of imports) {
      const found = valueAt(theirs, child);
      if (found?.kind === 'map') imported = coalesceValues(imported ?? noValues(), nested(parent, found));
    }
  }
  return imported ? coalesceValues(own, imported) : coalesceValues(own, noValues());
}

function nested(path: readonly string[], value: MapValue): MapValue {
  return path.reduceRight<MapValue>(
    (inner, key) => ({ kind: 'map', entries: new Map([[key, { value: inner }]]) }),
    value,
  );
}

/** The value at a path of keys; `undefined` when there is none. */
export function valueAt(values: MapValue, path: readonly string[]): Value | undefined {
  let here: Value | undefined = values;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key)?.value : undefined;
  return here;
}

/** Adds the charts that tags and conditions switch off; `here` are the values of the chart, `top` those of the whole. */
function switchOff({ charts, values }: ChartValues, top: MapValue, off: Set<Chart>): void {
  for (const part of charts) {
    if (!isOn(part.chart, values, top)) off.add(part.chart);
    else switchOff(part, top, off);
  }
}

function isOn({ dependency }: Chart, here: MapValue, top: MapValue): boolean {
  if (!dependency) return true;
  for (const condition of dependency.conditions) {
    const value = valueAt(here, condition.split('.'));
    if (value?.kind === 'bool') return value.value;
  }
  const tags = dependency.tags.map((tag) => valueAt(top, ['tags', tag]));
  const says = (truth: boolean) => tags.some((t) => t?.kind === 'bool' && t.value === truth);
  return says(true) || !says(false);
}
