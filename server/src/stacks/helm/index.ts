import type { AssembledTree, ChartTree } from '../../facts/assembled';
import { isFixture, roleAt } from '../../lore/folders';
import type { MapValue } from '../../template';
import type { Assembly, Context, Note, Reader, StackKind, StackRequest, StackSettings } from '../stack';
import { discoverCharts, glanceFile } from './discover';
import { valuesOfLayer } from './layers';
import type { Chart } from './load';
import { loadChart } from './load';
import { objectsOf } from './objects';
import { renderProbes } from './probes';
import type { ReleaseName } from './render';
import { renderChart } from './render';
import type { Release } from './release';
import { releasesOf } from './releases';
import { unusedPortKeys } from './unused';
import { chartValues, valuesOfFile } from './values';

/** Helm charts, formats.md §3.14: each chart in each of its environments, rendered. */
export const helm: StackKind = {
  id: 'helm',
  discover: discoverCharts,
  glance: (file) => void glanceFile(file),
  parses: ({ file }) => /\/values\.yaml$/.test(file.uri),
  assemble,
};

function assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly {
  const notes: Note[] = [];
  const context = contextOf(request, settings);
  const chart = loadChart(request.directory, reader, notes);
  if (!chart) return { context, trees: [], notes };
  const left = request.chart?.left ?? 0;
  if (left > 0)
    notes.push({
      uri: `${request.directory}/Chart.yaml`,
      message: `has ${left} more environments, which are not looked at`,
    });
  const given = givenValues(request, chart, reader);
  if (!given) {
    notes.push({
      uri: request.files.at(-1) ?? request.directory,
      message: 'takes values that are not in the workspace',
    });
    return { context, trees: [], notes };
  }
  const release = releaseOf(chart, given.release);
  const probes = request.chart?.probes === true;
  const rendered = () => {
    const values = chartValues(chart, given.layers);
    return probes ? renderProbes(values, release) : renderChart(values, release);
  };
  const rendering = rendered();
  const trees: AssembledTree[] = [];
  if (request.files.length === 1 && !probes) trees.push(chartTree(chart));
  for (const file of rendering.files) trees.push(...objectsOf(file, release.namespace));
  for (const { file, message } of rendering.notes) notes.push({ uri: file.uri, message });
  return { context: { ...context, rendered: () => rendered().files }, trees, notes };
}

function chartTree(chart: Chart): ChartTree {
  return { kind: 'chart', unused: unusedPortKeys(chart) };
}

interface Given {
  readonly layers: readonly MapValue[];
  readonly release?: Release;
}

/** What the request lays over the chart's values; `undefined` when some of it is not there. */
function givenValues(request: StackRequest, chart: Chart, reader: Reader): Given | undefined {
  const { directory, root = directory, files } = request;
  const named = request.chart?.release;
  if (!named) {
    const layers: MapValue[] = [];
    for (const uri of files.slice(1)) {
      const file = reader.file(uri);
      if (typeof file === 'string') return undefined;
      layers.push(valuesOfFile(file));
    }
    return { layers };
  }
  const file = reader.file(named.uri);
  const release = typeof file === 'string' ? undefined : releasesOf(file)[named.item];
  if (!release) return undefined;
  const layers = release.layers.map((l) => valuesOfLayer(l, { file: named.uri, chart: chart.directory, root }, reader));
  return layers.every((l) => l !== undefined) ? { layers, release } : undefined;
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
  };
}
