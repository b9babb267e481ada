import type { MapValue, Program, RenderEntry, Rendering, Value } from '../../template';
import { chartRoot, helmOrder, programOf, render, templateOf } from '../../template';
import type { MapNode, Node } from '../../syntax/tree';
import { mappedFile } from '../../syntax/documents';
import type { Span } from '../../text/span';
import { OFFLINE } from './capabilities';
import type { Chart, ChartTemplate } from './load';
import type { ChartValues } from './values';

/** The release that is rendered. */
export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** What a chart renders. */
export interface RenderedChart extends Rendering {
  /** Templates changed the values (`set`, `merge`): what one of them renders may depend on those before it. */
  readonly mutates: boolean;
}

/** Renders a chart, and the charts in it that are switched on, with its values; of its templates those that are asked for. */
export function renderChart(
  values: ChartValues,
  release: ReleaseName,
  wanted: (template: ChartTemplate, chart: Chart) => boolean = () => true,
): RenderedChart {
  const charts = flat(values);
  const roots = new Map<Chart, MapValue>();
  rootOf(values, release, roots, true);
  const templates = charts.flatMap(({ chart }) => templatesOf(chart).map((t) => ({ ...t, chart })));
  const program = programFor(templates);
  const entries = helmOrder(templates).flatMap((template): readonly RenderEntry[] => {
    const { name, chart } = template;
    const root = isManifest(name) && wanted(template, chart) ? roots.get(chart) : undefined;
    return root ? [{ name, root, basePath: `${chart.path}/templates` }] : [];
  });
  const maps = mapsIn([...roots.values()]);
  const rendering = render(program, entries);
  return { ...rendering, mutates: maps.some(isChanged) };
}

/** A map with what it held before rendering. */
interface Held {
  readonly map: MapValue;
  readonly open: MapValue['open'];
  readonly values: readonly Value[];
}

function mapsIn(roots: readonly MapValue[]): readonly Held[] {
  const out = new Map<MapValue, Held>();
  const visit = (value: Value): void => {
    if (value.kind === 'list') value.items.forEach(visit);
    if (value.kind !== 'map' || out.has(value)) return;
    const values = [...value.entries].flatMap(([key, e]) => (key === 'Template' ? [] : [e.value]));
    out.set(value, { map: value, open: value.open, values });
    values.forEach(visit);
  };
  roots.forEach(visit);
  return [...out.values()];
}

function isChanged({ map, open, values }: Held): boolean {
  if (map.open !== open) return true;
  let at = 0;
  for (const [key, { value }] of map.entries) if (key !== 'Template' && values[at++] !== value) return true;
  return at !== values.length;
}

function programFor(templates: readonly ChartTemplate[]): Program {
  return programOf(helmOrder(templates).map(({ name, file }) => ({ name, template: templateOf(file) })));
}

/** The chart, then what is switched on in it. */
export function flat(values: ChartValues): readonly ChartValues[] {
  return [values, ...values.charts.flatMap(flat)];
}

/** A library has nothing but defines, and those only in files that begin with `_`. */
function templatesOf({ file, templates }: Chart): readonly ChartTemplate[] {
  return file.library ? templates.filter((t) => !isManifest(t.name)) : templates;
}

/** Whether a template renders something of its own, told by its name. */
export function isManifest(name: string): boolean {
  return !name.slice(name.lastIndexOf('/') + 1).startsWith('_');
}

function rootOf(values: ChartValues, release: ReleaseName, out: Map<Chart, MapValue>, isRoot: boolean): MapValue {
  const { chart } = values;
  const subcharts = new Map(values.charts.map((part) => [part.chart.name, rootOf(part, release, out, false)]));
  const made = chartRoot({
    values: values.values,
    chart: chartTree(chart),
    isRoot,
    at: startOf(chart),
    release,
    capabilities: OFFLINE,
    files: chart.files,
    subcharts,
  });
  out.set(chart, made);
  return made;
}

function startOf(chart: Chart): Span {
  return { uri: chart.file.file.uri, start: 0, end: 0 };
}

/** `Chart.yaml`; under an alias a chart goes by that name. */
function chartTree({ name, file }: Chart): Node | undefined {
  const { root } = file;
  if (root?.kind !== 'map' || file.name === name) return root;
  const entries = root.entries.map((e) =>
    e.key.value === 'name' && e.value.kind === 'scalar'
      ? {
          key: e.key,
          value: { ...e.value, value: name, decoded: { ...mappedFile(file.file), text: name, segments: [] } },
        }
      : e,
  );
  return { ...root, entries } satisfies MapNode;
}
