import type { MapValue } from '../../template';
import { renderedDocuments } from '../../template';
import type { ChartRenderer, GivenValues, Reader } from '../stack';
import { loadChart } from './load';
import { renderChart } from './render';
import { chartValues, valuesOfFile, valuesOfTree } from './values';

/** The documents that a chart of the workspace renders for a stack that builds on them. */
export const inflateChart: ChartRenderer = ({ directory, release, layers }, reader, notes) => {
  const chart = loadChart(directory, reader, notes);
  const given = layers.map((layer) => valuesOf(layer, reader));
  if (!chart || !given.every((values) => values !== undefined)) return undefined;
  const rendering = renderChart(chartValues(chart, given), release);
  for (const { file, message } of rendering.notes) notes.push({ uri: file.uri, message });
  return rendering.files.flatMap((file) => renderedDocuments(file.text));
};

function valuesOf(layer: GivenValues, reader: Reader): MapValue | undefined {
  if ('tree' in layer) return valuesOfTree(layer.tree);
  const file = reader.file(layer.file);
  return typeof file === 'string' ? undefined : valuesOfFile(file);
}
