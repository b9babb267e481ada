import type { MapValue, RenderedDocument } from '../../template';
import { renderedDocuments } from '../../template';
import type { Node } from '../../syntax/tree';
import type { Uri } from '../../text/span';
import type { Note, Reader } from '../stack';
import { loadChart } from './load';
import type { ReleaseName } from './render';
import { renderChart } from './render';
import { chartValues, valuesOfFile, valuesOfTree } from './values';

/** Values of a chart that another tool installs: those of a file, or of a map in its own file. */
export type GivenValues = { readonly file: Uri } | { readonly tree: Node };

/**
 * The documents that a chart of the workspace renders for a tool that builds on them; `layers` lie over the chart's own values,
 * later ones over earlier ones. `undefined` when the chart or a values file is not there.
 */
export function inflateChart(
  directory: Uri,
  release: ReleaseName,
  layers: readonly GivenValues[],
  reader: Reader,
  notes: Note[],
): readonly RenderedDocument[] | undefined {
  const chart = loadChart(directory, reader, notes);
  const given = layers.map((layer) => valuesOf(layer, reader));
  if (!chart || !given.every((values) => values !== undefined)) return undefined;
  const rendering = renderChart(chartValues(chart, given), release);
  for (const { file, message } of rendering.notes) notes.push({ uri: file.uri, message });
  return rendering.files.flatMap((file) => renderedDocuments(file.text));
}

function valuesOf(layer: GivenValues, reader: Reader): MapValue | undefined {
  if ('tree' in layer) return valuesOfTree(layer.tree);
  const file = reader.file(layer.file);
  return typeof file === 'string' ? undefined : valuesOfFile(file);
}
