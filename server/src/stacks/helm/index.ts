import type { AssembledTree, ChartTree, KubernetesTree } from '../../facts/assembled';
import { isFixture, roleAt } from '../../lore/folders';
import type { MapValue } from '../../template';
import type { SourceFile } from '../../text/source';
import type { Assembly, Context, Note, Reader, StackKind, StackRequest, StackSettings } from '../stack';
import { discoverCharts, glanceFile } from './discover';
import { inputsOf, keep, unchanged } from './kept';
import { valuesOfLayer } from './layers';
import type { Chart, ChartTemplate } from './load';
import { loadChart } from './load';
import { objectsOf } from './objects';
import { hasProbes, withProbes } from './probes';
import type { ReleaseName, RenderedChart } from './render';
import { renderChart } from './render';
import { referencesOf } from './references';
import type { Release } from './release';
import { releasesOf } from './releases';
import { unusedPortKeys } from './unused';
import { chartValues, valuesOfFile } from './values';

/** Helm charts, formats.md §3.14: each chart in each of its environments, rendered. */
export const helm: StackKind = {
  id: 'helm',
  discover: discoverCharts,
  glance: (file) => void glanceFile(file),
  parses: ({ file }) => file.uri.endsWith('/values.yaml'),
  assemble,
};

function assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly {
  const notes: Note[] = [];
  const bare = contextOf(request, settings);
  const chart = loadChart(request.directory, reader, notes);
  if (!chart) return { context: bare, trees: [], notes };
  const release = releaseIn(request, reader);
  const context = { ...bare, references: referencesOf(request, chart, release, reader) };
  const left = request.chart?.left ?? 0;
  if (left > 0)
    notes.push({
      uri: `${request.directory}/Chart.yaml`,
      message: `has ${left} more environments, which are not looked at`,
    });
  const given = givenValues(request, chart, release, reader);
  if (!given) {
    notes.push({
      uri: request.files.at(-1) ?? request.directory,
      message: 'takes values that are not in the workspace',
    });
    return { context, trees: [], notes };
  }
  const job: Job = {
    request,
    chart,
    given,
    release: releaseOf(chart, release),
    probes: request.chart?.probes === true,
  };
  const trees: AssembledTree[] = [];
  if (request.files.length === 1 && !job.probes) trees.push(chartTree(chart));
  trees.push(...renderedTrees(job, notes));
  return { context: { ...context, rendered: () => renderJob(job).files }, trees, notes };
}

/** A chart in one environment. */
interface Job {
  readonly request: StackRequest;
  readonly chart: Chart;
  readonly given: Given;
  readonly release: ReleaseName;
  readonly probes: boolean;
}

/** Renders what is wanted of a chart. */
function renderJob(job: Job, wanted: (template: ChartTemplate) => boolean = () => true): RenderedChart {
  const values = chartValues(job.chart, job.given.layers);
  return job.probes
    ? renderChart(withProbes(values), job.release, (t, of) => hasProbes(t, of) && wanted(t))
    : renderChart(values, job.release, wanted);
}

/** The objects of a chart; what did not change since they were last asked for is not rendered again. */
function renderedTrees(job: Job, notes: Note[]): readonly KubernetesTree[] {
  const { request, chart, given, release, probes } = job;
  const inputs = inputsOf(chart, [release.name, release.namespace, ...given.sources], probes ? hasProbes : () => true);
  const before = unchanged(request, inputs);
  const known = before ?? new Map<string, readonly KubernetesTree[]>();
  let rendering = inputs.manifests.every((t) => known.has(t.name))
    ? undefined
    : renderJob(job, (t) => !known.has(t.name));
  const usable = !rendering?.mutates || known.size === 0;
  if (!usable) rendering = renderJob(job);
  const made = new Map<string, readonly KubernetesTree[]>(usable ? known : []);
  for (const file of rendering?.files ?? []) made.set(file.name, objectsOf(file, release.namespace));
  // Those of charts that are switched off render nothing.
  for (const { name } of inputs.manifests) if (!made.has(name)) made.set(name, []);
  const stopped = (rendering?.notes ?? []).map(({ file, message }): Note => ({ uri: file.uri, message }));
  notes.push(...stopped);
  keep(request, inputs, made, rendering?.mutates !== true && stopped.length === 0);
  return inputs.manifests.flatMap((t) => made.get(t.name) ?? []);
}

function chartTree(chart: Chart): ChartTree {
  return { kind: 'chart', unused: unusedPortKeys(chart) };
}

interface Given {
  /** The files that say it. */
  readonly sources: readonly SourceFile[];
  readonly layers: readonly MapValue[];
}

/** The release that a request renders the chart for. */
function releaseIn(request: StackRequest, reader: Reader): Release | undefined {
  const named = request.chart?.release;
  const file = named ? reader.file(named.uri) : 'absent';
  return named && typeof file !== 'string' ? releasesOf(file)[named.item] : undefined;
}

/** What the request lays over the chart's values; `undefined` when some of it is not there. */
function givenValues(
  request: StackRequest,
  chart: Chart,
  release: Release | undefined,
  reader: Reader,
): Given | undefined {
  const { directory, root = directory, files } = request;
  const named = request.chart?.release;
  if (!named) {
    const sources = files.slice(1).map((uri) => reader.file(uri));
    return sources.every((file) => typeof file !== 'string')
      ? { sources, layers: sources.map(valuesOfFile) }
      : undefined;
  }
  if (!release) return undefined;
  const layers = release.layers.map((l) => valuesOfLayer(l, { file: named.uri, chart: chart.directory, root }, reader));
  const sources = files.slice(1).flatMap((uri) => {
    const source = reader.file(uri);
    return typeof source === 'string' ? [] : [source];
  });
  return layers.every((l) => l !== undefined) ? { sources, layers } : undefined;
}

/** A release is usually called as its chart is, and many templates then leave the name out of names. */
function releaseOf(chart: Chart, release: Release | undefined): ReleaseName {
  return { name: release?.name || chart.name, namespace: release?.namespace ?? 'default' };
}

function contextOf(request: StackRequest, settings: StackSettings): Context {
  const { id, stack, name, directory, environment, root = directory, files } = request;
  const last = files.at(-1) ?? directory;
  return {
    id,
    stack,
    name,
    directory,
    ...(environment === undefined ? {} : { environment }),
    role: roleAt(root, files.length > 1 ? last : `${directory}/_`),
    quiet: !settings.includeFixtures && (isFixture(root, last) || isFixture(root, `${directory}/_`)),
    together: true,
    ...(request.chart?.probes ? { hypothetical: true as const } : {}),
  };
}
