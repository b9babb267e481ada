import { emptyStore, recordingReader, setFile } from '../../src/engine/store';
import { helm } from '../../src/stacks/helm';
import type { Chart } from '../../src/stacks/helm/load';
import { loadChart } from '../../src/stacks/helm/load';
import { chartValues } from '../../src/stacks/helm/values';
import type { Note, Reader, StackRequest } from '../../src/stacks/stack';
import { plain } from '../../../tools/helm/plain';
import type { MapValue } from '../../src/template';
import { sourceFile } from '../../src/text/source';
import type { Files } from './manifestFiles';
import { ROOT } from './manifestFiles';

/** A reader over files by path below the root. */
export function readerOf(files: Files): Reader {
  const store = emptyStore([ROOT]);
  for (const [path, text] of Object.entries(files))
    setFile(store, `${ROOT}/${path}`, sourceFile(`${ROOT}/${path}`, text));
  return recordingReader(store);
}

/** The requests that discovery makes. */
export function requests(files: Files): readonly StackRequest[] {
  const reader = readerOf(files);
  const sources = Object.keys(files)
    .sort()
    .map((path) => reader.file(`${ROOT}/${path}`))
    .filter((f) => typeof f === 'object');
  return helm.discover({ ...reader, files: sources, roots: [ROOT], settings: { includeFixtures: false } });
}

/** The chart of a folder, and what was noted. */
export function chartAt(files: Files, folder: string): { readonly chart: Chart; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const chart = loadChart(`${ROOT}/${folder}`, readerOf(files), notes);
  if (!chart) throw new Error(`there is no chart in ${folder}`);
  return { chart, notes };
}

/** The values of a chart as JSON, with the names of the charts that are switched on. */
export function valuesAt(
  files: Files,
  folder: string,
  layers: readonly MapValue[] = [],
): { readonly values: unknown; readonly on: readonly string[] } {
  const { values, charts } = chartValues(chartAt(files, folder).chart, layers);
  return { values: plain(values), on: charts.map((c) => c.chart.name) };
}
