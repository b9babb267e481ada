import type { Uri } from '../../text/span';
import { referenceTo } from '../references';
import type { FileReference, Reader, StackRequest } from '../stack';
import { layerFile } from './layers';
import type { Chart } from './load';
import type { Release } from './release';

/** What a chart and the file that installs it name: charts that it depends on, its folder, files of values. */
export function referencesOf(
  request: StackRequest,
  chart: Chart,
  release: Release | undefined,
  reader: Reader,
): readonly FileReference[] {
  const out = dependenciesOf(chart, reader);
  const file = request.chart?.release?.uri;
  return release && file !== undefined ? [...out, ...installedBy(release, file, request, reader)] : out;
}

function dependenciesOf({ charts }: Chart, reader: Reader): readonly FileReference[] {
  return charts.flatMap((c) => [
    ...(c.dependency ? referenceTo(reader, c.dependency.at, `${c.directory}/Chart.yaml`) : []),
    ...dependenciesOf(c, reader),
  ]);
}

function installedBy(
  release: Release,
  file: Uri,
  { directory, root = directory }: StackRequest,
  reader: Reader,
): readonly FileReference[] {
  const places = { file, chart: directory, root };
  return [
    ...referenceTo(reader, release.chart.at, `${directory}/Chart.yaml`),
    ...release.layers.flatMap((l) => (l.kind === 'file' ? referenceTo(reader, l.at, layerFile(l, places)) : [])),
  ];
}
